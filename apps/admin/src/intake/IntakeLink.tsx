import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { OpenIntake } from '../api/intake';
import { post, problemOf } from '../api/client';
import { LanguageChoice } from '../links/LanguageChoice';
import { isGone, Opening } from '../links/Opening';
import { linkTexts, readersLanguage, type LinkLanguage } from '../links/texts';
import { usePageLanguage } from '../links/use-page-language';
import { EntryPage } from '../screens/EntryPage';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { useUnsaved } from '../shell/unsaved';
import { intakeLinkTexts, type IntakeLinkTexts } from '../texts.intake-link';
import css from './intake.module.css';
import { IntakeFields } from './IntakeFields';
import { contentOf, placeErrors, valuesOf } from './intake-values';
import { useDraft, useFocusOnError } from './use-draft';

/** For a patient on their own phone: an intake, handed in once. Nothing is kept before it is sent. */
export function IntakeLink({ token }: { token: string }) {
  const [chosen, setChosen] = useState<LinkLanguage>();
  const open = useMutation({
    mutationFn: () => post<OpenIntake>('/links/intake/open', { token }, { idempotencyKey: undefined }),
    gcTime: 0,
  });
  // Once: the press that led here was the wish to see it.
  const { mutate: openIt } = open;
  useEffect(() => openIt(), [openIt]);
  const language = chosen ?? said(open.data?.language) ?? readersLanguage();
  const texts = intakeLinkTexts[language];
  usePageLanguage(language);
  const gone = open.error !== null && isGone(open.error);
  return (
    <EntryPage title={texts.title} clinic={open.data?.clinic} wide>
      {gone ? (
        <Notice tone="warn" alert>
          {linkTexts(language).gone}
        </Notice>
      ) : open.data ? (
        <Content token={token} content={open.data} texts={texts} language={language} onLanguage={setChosen} />
      ) : (
        <Opening error={open.error} again={openIt} />
      )}
    </EntryPage>
  );
}

/** Of everybody of whom the clinic has noted nothing else a record says English. */
const said = (language: LinkLanguage | undefined): LinkLanguage | undefined => (language === 'en' ? undefined : language);

interface ContentProps {
  token: string;
  content: OpenIntake;
  texts: IntakeLinkTexts;
  language: LinkLanguage;
  onLanguage: (language: LinkLanguage) => void;
}

function Content({ token, content, texts, language, onLanguage }: ContentProps) {
  const { clinic, phone, areaChoices, conditions } = content;
  const { values, patch, errors, refusal, problem, submit, isSent, isBusy } = useHandIn(token, texts);
  const box = useRef<HTMLDivElement>(null);
  useFocusOnError(box, refusal);
  // The button that led here is gone; so is the form, once it is sent.
  useEffect(() => box.current?.focus(), [isSent]);
  return (
    <div ref={box} className={css['patientForm']} tabIndex={-1}>
      <LanguageChoice language={language} onChoose={onLanguage} />
      {isSent ? (
        <>
          <Notice tone="good" alert>
            {texts.sent}
          </Notice>
          <p>{texts.sentHint(clinic, phone)}</p>
        </>
      ) : (
        <>
          <p>{texts.intro(clinic)}</p>
          <p className={css['dim']}>{texts.optional}</p>
          <form className={css['form']} aria-label={texts.title} noValidate onSubmit={(event) => event.preventDefault()}>
            <IntakeFields
              values={values}
              onChange={patch}
              errors={errors}
              words={texts.words}
              areas={areaChoices}
              conditions={conditions}
              conditionName={({ name, nameEs }) => (language === 'es' ? nameEs : name)}
              large
            />
            {problem && (
              <Notice tone="bad" alert>
                {problem({ clinic, phone })}
              </Notice>
            )}
            {/* No `type="submit"`: Enter, or the key for it on a phone, must not hand in once for all what is half said. */}
            <BusyButton size="md" busy={isBusy} onClick={submit}>
              {texts.send}
            </BusyButton>
          </form>
          <p className={css['dim']}>{texts.call(clinic, phone)}</p>
        </>
      )}
    </div>
  );
}

function useHandIn(token: string, texts: IntakeLinkTexts) {
  const { values, isDirty, patch } = useDraft(valuesOf());
  const [isEmpty, setEmpty] = useState(false);
  const content = contentOf(values);
  const send = useMutation({
    mutationFn: () => post('/links/intake/submit', { token, ...content }, { idempotencyKey: undefined }),
    gcTime: 0,
  });
  useUnsaved(isDirty && !send.isSuccess);
  const { error } = send;
  const refused = error ? problemOf(error).problem : undefined;
  // Said anew in the language that is read now.
  const { byField: errors, all } = placeErrors(refused?.errors ?? [], values, ({ code }) => texts.words.problem?.(code) ?? code);
  const submit = () => {
    const nothing = Object.values(content).every((said) => said === undefined);
    setEmpty(nothing);
    if (!nothing && !send.isPending) send.mutate();
  };
  const problem = ({ clinic, phone }: Pick<OpenIntake, 'clinic' | 'phone'>): string => {
    if (isEmpty) return texts.nothing;
    if (error && isGone(error)) return texts.gone(clinic, phone);
    return all ? texts.correct : texts.failed;
  };
  return {
    values,
    patch,
    errors,
    refusal: error,
    problem: isEmpty || error ? problem : undefined,
    submit,
    isSent: send.isSuccess,
    isBusy: send.isPending,
  };
}
