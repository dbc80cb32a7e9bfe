import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useMay } from '../api/session';
import type { Tagged } from '../api/types';
import { wordingQueries, type ClinicWording } from '../api/wording';
import page from '../screens/screens.module.css';
import { SettingsLinks } from '../settings/SettingsLinks';
import { VersionHistory, versionText } from '../settings/VersionHistory';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { tw } from '../texts.wording';
import { word } from '../words';
import { AdviceEditor } from './AdviceEditor';
import { AdviceTryOut } from './AdviceTryOut';
import { focusKind } from './focus-kind';
import { ForVisit } from './ForVisit';
import { ADVICE, KindList, KindSelect, kindTitle, type KindState } from './KindList';
import { PublishWording } from './PublishWording';
import { usePreview, useProblems, useSettled } from './use-previews';
import {
  changedAdvice,
  editsSince,
  isChanged,
  slotsOf,
  UNCHANGED,
  withAdvice,
  withWords,
  type Slot,
  type WordingEdits,
} from './wording-edits';
import { TakeVersion } from './TakeVersion';
import { useMending } from './use-mending';
import { allProblems } from './wording-problems';
import { WordingEditor } from './WordingEditor';
import { WordingPreview } from './WordingPreview';
import css from './wording.module.css';

const route = getRouteApi('/desk/settings/wording');

/** What messages and advice say: read, worded, seen as they will read, published as one version. */
export function WordingScreen() {
  const current = useQuery(wordingQueries.current);
  return (
    <div className={page['page']}>
      <div className={page['head']}>
        <h1>{t.nav.wording}</h1>
        <SettingsLinks />
      </div>
      <p className={page['hint']}>{tw.intro}</p>
      {current.error && !current.data && <ProblemNotice error={current.error} title={tw.load} />}
      {current.isLoading && <p role="status">{t.loading}…</p>}
      {current.data && <Wordings current={current.data} />}
    </div>
  );
}

function Wordings({ current }: { current: Tagged<ClinicWording> }) {
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/settings/wording' });
  const history = useQuery(wordingQueries.history);
  const may = useMay('clinic:write');
  const [edits, setEdits] = useState<WordingEdits>(UNCHANGED);
  const settled = useSettled(edits);
  const slots = slotsOf(current.kinds);
  const bySlot = useProblems(slots, settled);
  const chosen = current.kinds.some(({ id }) => id === search.kind) || search.kind === ADVICE ? search.kind! : current.kinds[0]!.id;
  const ofKind = slots.filter(({ kind }) => kind.id === chosen);
  const slot = slotIn(ofKind, search);
  useFocusOnKind(chosen);
  const show = (to: Partial<typeof search>) => void navigate({ search: (old) => ({ ...old, ...to }), replace: true });
  const showSlot = (one: Slot | undefined) =>
    show(one ? { kind: one.kind.id, form: one.form, language: one.language } : { kind: ADVICE, form: undefined, language: undefined });
  const mend = useMending(slot, showSlot);
  const forVisit = (visitId: string | undefined) => show({ for: visitId });
  return (
    <div className={css['screen']}>
      <Kinds states={kindStates(current, slots, edits, bySlot)} chosen={chosen} onChoose={(kind) => show({ kind, form: undefined })} />
      <div className={css['main']}>
        <p>{versionText(current)}</p>
        {!may && <Notice>{tw.mayNot}</Notice>}
        {slot ? (
          <Editor
            current={current}
            slots={ofKind}
            slot={slot}
            edits={edits}
            problems={bySlot.get(slot.key) ?? []}
            may={may}
            onShow={(form, language) => show({ form, language })}
            onChange={(words) => setEdits((old) => withWords(old, slot, words))}
          />
        ) : (
          <AdviceEditor
            advice={current.advice}
            edits={edits}
            may={may}
            onChange={(advice, language, text) => setEdits((old) => withAdvice(old, advice, language, text))}
          />
        )}
      </div>
      <div className={css['beside']}>
        {may && (
          <PublishWording
            current={current}
            edits={edits}
            problems={allProblems(slots, bySlot, current.advice, edits)}
            onMend={mend}
            onPublished={(sent) => setEdits((old) => editsSince(old, sent, current))}
            onDiscard={() => setEdits(UNCHANGED)}
          />
        )}
        {slot ? (
          <Preview slot={slot} settled={settled} visitId={search.for} onVisit={forVisit} />
        ) : (
          <AdviceTryOut visitId={search.for} onChange={forVisit} />
        )}
        <VersionHistory
          history={history}
          action={may ? (version) => <TakeVersion version={version} current={current} edits={edits} onTaken={setEdits} /> : undefined}
        />
      </div>
    </div>
  );
}

/** The wanted one, else the first; none where the advice is shown. */
const slotIn = (slots: readonly Slot[], { form, language }: { form?: string; language?: string }): Slot | undefined => {
  const ofForm = slots.filter((one) => one.form === (slots.some((other) => other.form === form) ? form : slots[0]!.form));
  return ofForm.find((one) => one.language === language) ?? ofForm[0];
};

/** The words of a kind are what the next key is for, not the rest of the list. */
function useFocusOnKind(chosen: string): void {
  const last = useRef(chosen);
  useEffect(() => {
    if (last.current === chosen) return;
    last.current = chosen;
    // With the arrow keys a list is walked through: who is in it stays there.
    if (!(document.activeElement instanceof HTMLSelectElement)) focusKind();
  }, [chosen]);
}

function kindStates(current: ClinicWording, slots: readonly Slot[], edits: WordingEdits, bySlot: Map<string, unknown[]>): KindState[] {
  const ofKinds = current.kinds.map((kind) => {
    const own = slots.filter((slot) => slot.kind === kind);
    return {
      id: kind.id,
      title: kindTitle(kind),
      group: word(tw.groups, kind.recipient),
      isOwn: own.some((slot) => slot.own !== undefined),
      isChanged: own.some((slot) => isChanged(slot, edits)),
      isWrong: own.some((slot) => (bySlot.get(slot.key) ?? []).length > 0),
    };
  });
  const advice = {
    id: ADVICE,
    title: tw.allAdvice,
    group: tw.advice,
    isOwn: current.advice.some((one) => one.languages.some(({ own }) => own !== undefined)),
    isChanged: changedAdvice(current.advice, edits).length > 0,
    isWrong: allProblems([], new Map(), current.advice, edits).length > 0,
  };
  return [...ofKinds, advice];
}

function Kinds({ states, chosen, onChoose }: { states: KindState[]; chosen: string; onChoose: (id: string) => void }) {
  const isNarrow = useMediaQuery('(max-width: 1100px)', false, { getInitialValueInEffect: false });
  return isNarrow ? <KindSelect kinds={states} chosen={chosen} onChoose={onChoose} /> : <KindList kinds={states} chosen={chosen} />;
}

type EditorProps = Omit<React.ComponentProps<typeof WordingEditor>, 'places' | 'isOff'> & { current: ClinicWording };

function Editor({ current, ...rest }: EditorProps) {
  const settings = useQuery(wordingQueries.settings).data?.settings;
  const { setting } = rest.slot.kind;
  const isOff = setting !== undefined && settings?.[setting as keyof typeof settings] === false;
  return <WordingEditor {...rest} places={current.places} isOff={isOff} />;
}

interface PreviewProps {
  slot: Slot;
  settled: WordingEdits;
  visitId: string | undefined;
  onVisit: (visitId: string | undefined) => void;
}

function Preview({ slot, settled, visitId, onVisit }: PreviewProps) {
  const preview = usePreview(slot, settled, visitId);
  return (
    <WordingPreview preview={preview} language={slot.language}>
      <ForVisit label={tw.forVisit} visitId={visitId} allowMadeUp onChange={onVisit} />
    </WordingPreview>
  );
}
