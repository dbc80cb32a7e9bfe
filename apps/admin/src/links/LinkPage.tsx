import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, type ComponentType } from 'react';
import { post } from '../api/client';
import { EntryPage } from '../screens/EntryPage';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { isGone } from './Opening';
import { linkTexts, readersLanguage } from './texts';
import { usePageLanguage } from './use-page-language';

const route = getRouteApi('/p/$token');

/** A page per purpose of a link. */
const PAGES: Record<string, ComponentType<{ token: string }>> = {
  intake: lazy(() => import('../intake/IntakeLink').then((module) => ({ default: module.IntakeLink }))),
  report: lazy(() => import('../referrals/ReportLink').then((module) => ({ default: module.ReportLink }))),
  visit: lazy(() => import('./VisitLink').then((module) => ({ default: module.VisitLink }))),
  reminders: lazy(() => import('./RemindersLink').then((module) => ({ default: module.RemindersLink }))),
  clearance: lazy(() => import('../screening/ClearanceLink').then((module) => ({ default: module.ClearanceLink }))),
};

/** For people without an account. What mail programs fetch by themselves shows nothing: a link is opened by a press. */
export function LinkPage() {
  const { token } = route.useParams();
  const open = useMutation({
    mutationFn: () => post<{ purpose: string }>('/links/purpose', { token }, { idempotencyKey: undefined }),
  });
  const Page = open.data && PAGES[open.data.purpose];
  if (!Page) return <Door open={open} />;
  const texts = linkTexts();
  return (
    <Suspense fallback={<EntryPage title={texts.title}>{texts.opening}</EntryPage>}>
      <Page token={token} />
    </Suspense>
  );
}

function Door({ open }: { open: { isSuccess: boolean; isPending: boolean; error: Error | null; mutate: () => void } }) {
  const texts = linkTexts();
  usePageLanguage(readersLanguage());
  const gone = open.isSuccess || (open.error !== null && isGone(open.error));
  return (
    <EntryPage title={texts.title}>
      {gone ? (
        <Notice tone="warn" alert>
          {texts.gone}
        </Notice>
      ) : (
        <>
          <p>{texts.intro}</p>
          <ProblemNotice error={open.error} />
          <BusyButton size="sm" busy={open.isPending} onClick={() => open.mutate()}>
            {texts.open}
          </BusyButton>
        </>
      )}
    </EntryPage>
  );
}
