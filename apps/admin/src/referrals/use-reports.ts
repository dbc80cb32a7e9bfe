import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { get, keyPerBody, post, ProblemError, put } from '../api/client';
import { keys } from '../api/queries';
import { readAnew } from '../api/read-anew';
import { type Report, type ReportInput, type ReportItem, reportQueries, type ReportWay } from '../api/reports';
import { announce } from '../shell/actions';
import { t } from '../texts';
import { tr } from '../texts.report';
import { word } from '../words';

const changed = new ProblemError({ title: t.visit.changedTitle, status: 412, code: 'version-mismatch' });

/** Decided on the version that was on screen: of two who decide, the second is told. */
async function tagOf({ id, version }: Pick<ReportItem, 'id' | 'version'>): Promise<string | undefined> {
  const current = await get<Report>(`/reports/${id}`);
  if (current.version !== version) throw changed;
  return current.etag;
}

function useAfter(name: string) {
  const client = useQueryClient();
  return {
    onSuccess: (text: (kind: string, name: string) => string) => (after: Report) => {
      client.setQueryData(reportQueries.one(after.id).queryKey, after);
      // At once, so that the place of what was pressed is not empty for a moment.
      client.setQueryData(
        reportQueries.ofReferral(after.referralId).queryKey,
        (list) => list && { ...list, data: withReport(list.data, after) },
      );
      announce({ text: text(word(tr.kinds, after.kind), name) });
    },
    onSettled: (_after: unknown, refused: Error | null) => readAnew(client, refused, [keys.referrals]),
  };
}

function withReport(reports: readonly ReportItem[], after: ReportItem): ReportItem[] {
  const isKnown = reports.some((report) => report.id === after.id);
  return isKnown ? reports.map((report) => (report.id === after.id ? after : report)) : [after, ...reports];
}

/** Makes a report, or makes the one that was not sent yet anew. */
export function useMakeReport(referralId: string, name: string, draft: ReportItem | undefined) {
  const [keyOf] = useState(keyPerBody);
  const after = useAfter(name);
  return useMutation({
    mutationFn: async (input: ReportInput) =>
      draft
        ? put<Report>(`/reports/${draft.id}`, input, await tagOf(draft))
        : post<Report>(`/referrals/${referralId}/reports`, input, { idempotencyKey: keyOf(input) }),
    onSuccess: after.onSuccess(draft ? tr.changed : tr.made),
    onSettled: after.onSettled,
  });
}

export function useSendReport(report: ReportItem, name: string) {
  const after = useAfter(name);
  return useMutation({
    mutationFn: async (how: ReportWay) => post<Report>(`/reports/${report.id}/send`, { how }, { etag: await tagOf(report) }),
    onSuccess: (sent, how) => after.onSuccess(how === 'message' ? tr.mail.goesOut : tr.sent)(sent),
    onSettled: after.onSettled,
  });
}

export function useAcknowledgeReport(report: ReportItem, name: string) {
  const after = useAfter(name);
  return useMutation({
    mutationFn: async (said: { by: string; how: string }) =>
      post<Report>(`/reports/${report.id}/acknowledge`, said, { etag: await tagOf(report) }),
    onSuccess: after.onSuccess(tr.acknowledged),
    onSettled: after.onSettled,
  });
}
