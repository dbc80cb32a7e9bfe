import { Link } from '@tanstack/react-router';
import { useCatalog } from '../api/catalog';
import type { ReferralCard } from '../api/types';
import { referrerName } from '../find/ReferralField';
import { areaName } from '../names';
import { t } from '../texts';
import { ReferralActions } from './ReferralActions';
import { ReferralTags } from './ReferralTags';
import css from './referrals.module.css';

/** States that the head of their column tells already. */
const PLAIN = new Set(['received', 'needs-clearance', 'accepted', 'scheduled']);

interface Props {
  card: ReferralCard;
  done: boolean;
  onAsk: (to: string) => void;
  onMoved: () => void;
}

export function ReferralCardView({ card, done, onAsk, onMoved }: Props) {
  const catalog = useCatalog();
  const nameOf = (code: string) => (catalog.areaByCode.get(code)?.name ?? code).toLowerCase();
  const areas = card.areas.map((area) => areaName(area, nameOf)).join(', ');
  return (
    <article className={css['card']} data-card={card.id} data-done={done || undefined}>
      <div className={css['cardHead']}>
        <Link to="/referrals/$referralId" params={{ referralId: card.id }} className={css['name']}>
          {card.patient.displayName}
        </Link>
        <span className={css['dim']}>{t.referral.age(card.ageDays)}</span>
      </div>
      <span>{[referrerName(card, catalog), areas].filter(Boolean).join(' → ')}</span>
      <span className={css['dim']}>{t.referral.ledgerShort(card.ledger)}</span>
      <div className={css['tags']}>
        <ReferralTags referral={card} withStatus={!PLAIN.has(card.status)} />
      </div>
      <ReferralActions referral={card} onAsk={onAsk} onMoved={onMoved} compact />
    </article>
  );
}
