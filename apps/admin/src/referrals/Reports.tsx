import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { reportQueries } from '../api/reports';
import type { ReferralDetail } from '../api/types';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { tr } from '../texts.report';
import { word } from '../words';
import { ReportForm } from './ReportForm';
import { ReportItem } from './ReportItem';
import css from './report.module.css';

/** What the referrer was told, and is to be told next. */
export function Reports({ referral }: { referral: ReferralDetail }) {
  const { data, error } = useQuery(reportQueries.ofReferral(referral.id));
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string>();
  const make = useRef<HTMLButtonElement>(null);
  const comesBack = useRef(false);
  useEffect(() => {
    if (!making && comesBack.current) make.current?.focus();
    comesBack.current = making;
  }, [making]);
  if (error) return <ProblemNotice error={error} title={tr.load} />;
  if (!data) return <p className={css['dim']}>{t.loading}…</p>;
  const reports = data.data;
  const { suggestedReport } = referral;
  const hasDraft = reports.some((report) => report.status === 'draft');
  return (
    <div className={css['stack']}>
      {suggestedReport && !hasDraft && !making && <Notice tone="info">{word(tr.suggested, suggestedReport)}</Notice>}
      {making ? (
        <ReportForm
          referralId={referral.id}
          name={referral.patient.displayName}
          kind={suggestedReport ?? 'progress'}
          onDone={(report) => {
            setMade(report.id);
            setMaking(false);
          }}
          onCancel={() => setMaking(false)}
        />
      ) : (
        !hasDraft && (
          <div className={css['buttons']}>
            <Button ref={make} size="xs" variant={suggestedReport ? 'filled' : 'default'} onClick={() => setMaking(true)}>
              {tr.make}
            </Button>
          </div>
        )
      )}
      {reports.length === 0 && !making && <p className={css['dim']}>{tr.none}</p>}
      {reports.length > 0 && (
        <ul className={css['list']}>
          {reports.map((report) => (
            <ReportItem key={report.id} referral={referral} report={report} isOpen={report.id === made} />
          ))}
        </ul>
      )}
    </div>
  );
}
