import { useEffect, useRef } from 'react';
import type { ReminderLinkContent } from '../api/patient-links';
import { EntryPage } from '../screens/EntryPage';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { patientLinkTexts } from '../texts.patient-link';
import { LanguageChoice } from './LanguageChoice';
import css from './links.module.css';
import { Opening } from './Opening';
import { linkTexts, type LinkLanguage } from './texts';
import { usePatientPage } from './use-patient-page';

/** For a patient: reminders by mail off, and on again. */
export function RemindersLink({ token }: { token: string }) {
  const { content, open, act, gone, language, setLanguage } = usePatientPage<ReminderLinkContent>('reminders', token);
  return (
    <EntryPage title={patientLinkTexts[language].reminders.title} clinic={content?.clinic}>
      {gone ? (
        <Notice tone="warn" alert>
          {linkTexts(language).gone}
        </Notice>
      ) : content ? (
        <>
          <Shown content={content} act={act} language={language} />
          <LanguageChoice language={language} onChoose={setLanguage} />
        </>
      ) : (
        <Opening error={open.error} again={open.mutate} />
      )}
    </EntryPage>
  );
}

interface ShownProps {
  content: ReminderLinkContent;
  act: { mutate: (choice: { what: string }) => void; isPending: boolean; error: Error | null };
  language: LinkLanguage;
}

function Shown({ content: { state, clinic, phone }, act, language }: ShownProps) {
  const { reminders: texts, failed } = patientLinkTexts[language];
  const box = useRef<HTMLDivElement>(null);
  // The button that was pressed is gone.
  useEffect(() => box.current?.focus(), [state]);
  const theirs = state === 'on' || state === 'off';
  return (
    <div ref={box} className={css['stack']} tabIndex={-1}>
      {act.error && (
        <Notice tone="warn" alert>
          {failed}
        </Notice>
      )}
      <p role="status">{texts.says[state](clinic)}</p>
      {theirs && <p>{texts.news}</p>}
      {theirs && (
        <div className={css['buttons']}>
          <BusyButton size="md" busy={act.isPending} onClick={() => act.mutate({ what: state === 'on' ? 'stop' : 'start' })}>
            {state === 'on' ? texts.stop : texts.start}
          </BusyButton>
        </div>
      )}
      {state === 'at-clinic' && <p className={css['dim']}>{texts.call(clinic, phone)}</p>}
    </div>
  );
}
