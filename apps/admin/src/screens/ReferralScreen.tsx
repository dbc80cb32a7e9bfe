import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef, useState, type ReactNode } from 'react';
import { useCatalog } from '../api/catalog';
import { queries } from '../api/queries';
import { reportQueries } from '../api/reports';
import type { ReferralDetail, ReferralTransition } from '../api/types';
import { referrerName } from '../find/ReferralField';
import { usePolling } from '../live/live';
import { areaName } from '../names';
import { MoveForm } from '../referrals/MoveForm';
import { isBookable } from '../referrals/moves';
import { ReferralActions, useFindATime } from '../referrals/ReferralActions';
import { ReferralTags } from '../referrals/ReferralTags';
import { eventsOf } from '../referrals/report-events';
import { Reports } from '../referrals/Reports';
import { useFocusBack } from '../shell/focus-back';
import { Icon } from '../shell/icons';
import { useKeys } from '../shell/keys';
import { ProblemNotice } from '../shell/ProblemNotice';
import { Tag } from '../shell/Tag';
import { t } from '../texts';
import { tr } from '../texts.report';
import { formatDay, formatDayTime } from '../time/wall';
import { word, words } from '../words';
import css from '../referrals/referrals.module.css';
import page from './screens.module.css';

const route = getRouteApi('/desk/referrals/$referralId');

/** One referral from its receipt to its end. */
export function ReferralScreen() {
  const { referralId } = route.useParams();
  const { data, error } = useQuery({ ...queries.referral(referralId), refetchInterval: usePolling() });
  if (data) return <ReferralPage key={data.id} referral={data} />;
  if (!error) return <p className={page['pending']}>{t.loading}…</p>;
  return (
    <div className={page['page']}>
      <h1>{t.referral.board}</h1>
      <ProblemNotice error={error} title={t.referral.load} />
      <p>
        <Link to="/referrals">{t.referral.back}</Link>
      </p>
    </div>
  );
}

function ReferralPage({ referral }: { referral: ReferralDetail }) {
  const [asking, setAsking] = useState<string>();
  const box = useRef<HTMLDivElement>(null);
  const find = useFindATime(referral);
  useFocusBack(box);
  useKeys({ Escape: () => setAsking(undefined), f: (event) => isBookable(referral.status) && (event.preventDefault(), find()) });
  return (
    <div ref={box} className={page['page']} data-narrow tabIndex={-1}>
      <div className={page['head']}>
        <h1>{referral.patient.displayName}</h1>
        <Link to="/referrals" className={page['iconLink']}>
          <Icon name="referrals" size={16} /> {t.referral.back}
        </Link>
      </div>
      <div className={css['tags']}>
        <ReferralTags referral={referral} withStatus />
        <span className={css['dim']}>{t.referral.age(referral.ageDays)}</span>
      </div>
      <p>
        <strong>{t.referral.ledger(referral.ledger)}</strong>
      </p>
      {asking ? (
        <div className={css['boxed']}>
          <MoveForm
            key={asking}
            referral={referral}
            to={asking}
            onMoved={() => setAsking(undefined)}
            onCancel={() => setAsking(undefined)}
          />
        </div>
      ) : (
        <ReferralActions referral={referral} onAsk={setAsking} />
      )}
      <Content referral={referral} />
      <Block title={t.referral.visitsOf}>
        <Visits referral={referral} />
      </Block>
      <Block title={tr.title}>
        <Reports referral={referral} />
      </Block>
      <Block title={t.referral.history}>
        <History referral={referral} />
      </Block>
    </div>
  );
}

function Content({ referral }: { referral: ReferralDetail }) {
  const catalog = useCatalog();
  const nameOf = (code: string) => catalog.areaByCode.get(code)?.name ?? code;
  const { referrer, validFrom, validUntil } = referral;
  const name = referrerName(referral, catalog);
  const lines: [string, ReactNode][] = [
    [
      t.find.patient,
      <Link key="patient" to="/patients" search={{ patient: referral.patient.id }}>
        {referral.patient.displayName}
      </Link>,
    ],
    [t.referral.referrer, [name, referrer.organization].filter((one, i, all) => one && all.indexOf(one) === i).join(', ')],
    [t.referral.reason, referral.reason],
    [t.referral.conditions, referral.conditions.join(', ')],
    [t.referral.areas, referral.areas.map((area) => areaName(area, nameOf)).join(', ')],
    [t.referral.techniques, referral.techniques.map((code) => catalog.techniqueByCode.get(code)?.name ?? code).join(', ')],
    [t.referral.validLabel, t.referral.valid(validFrom ? formatDay(validFrom, true) : '', validUntil ? formatDay(validUntil, true) : '')],
  ];
  return (
    <Block title={t.referral.asked}>
      <dl className={css['facts']}>
        {lines
          .filter(([, value]) => value !== '')
          .map(([label, value]) => (
            <div key={label} className={css['fact']}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Block>
  );
}

function Visits({ referral }: { referral: ReferralDetail }) {
  const { serviceById } = useCatalog();
  const { data, error } = useQuery(queries.allVisitsOf(referral.patient.id));
  if (error) return <ProblemNotice error={error} />;
  const visits = (data?.data ?? []).filter((visit) => visit.referralId === referral.id);
  if (data && visits.length === 0) return <p className={css['dim']}>{t.referral.noVisits}</p>;
  return (
    <ul className={page['rows']}>
      {visits.map((visit) => (
        <li key={visit.id}>
          <Link to="/visits/$visitId" params={{ visitId: visit.id }}>
            {formatDayTime(visit.start)}
          </Link>{' '}
          {[...new Set(visit.legs.map((leg) => serviceById.get(leg.serviceId)?.short))].join(', ')}{' '}
          <Tag tone={visit.status === 'tentative' ? 'warn' : 'neutral'}>{word(words.visitStatus, visit.status)}</Tag>
        </li>
      ))}
    </ul>
  );
}

/** Its states and its reports, in the order in which they came. */
function History({ referral }: { referral: ReferralDetail }) {
  const { data } = useQuery(reportQueries.ofReferral(referral.id));
  const moments: { at: string; shown: ReactNode }[] = [
    ...referral.transitions.map((transition, index) => ({ at: transition.at, shown: <Moment key={index} transition={transition} /> })),
    ...(data?.data ?? []).flatMap(eventsOf).map((event) => ({
      at: event.at,
      shown: (
        <li key={`${event.id} ${event.text}`}>
          <strong>{event.text}</strong>
          <span className={css['dim']}>
            {formatDayTime(event.at)} {t.referral.by(event.by)}
          </span>
        </li>
      ),
    })),
  ];
  // Stable: of two at one moment the state comes first.
  moments.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return <ol className={css['timeline']}>{moments.map(({ shown }) => shown)}</ol>;
}

function Moment({ transition: { to, reason, visitId, at, by } }: { transition: ReferralTransition }) {
  return (
    <li>
      <strong>{word(t.referral.statuses, to)}</strong>
      <span className={css['dim']}>
        {formatDayTime(at)} {t.referral.by(by)}
      </span>
      {visitId && reason && (
        <span>
          {word(t.referral.events, reason)}{' '}
          <Link to="/visits/$visitId" params={{ visitId }}>
            {t.referral.openVisit}
          </Link>
        </span>
      )}
      {!visitId && reason && <span className={css['said']}>{reason}</span>}
    </li>
  );
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={css['block']}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
