import { Button } from '@mantine/core';
import { useCatalog } from '../api/catalog';
import type { Explanation, HandsOnLimit, Relaxation } from '../api/types';
import { t } from '../texts';
import { word, words } from '../words';
import { formatDay } from '../time/wall';
import { relaxationText } from './relax';
import css from './find.module.css';

type Rejection = Explanation['rejected'][number];

const FEW = 3;
const REASONS_SHOWN = 3;
const LIMITS_SHOWN = 3;

interface Props {
  found: number;
  explanation: Explanation;
  onRelax: (relaxation: Relaxation) => void;
}

/** Why there are few times or none, and the cheapest ways to get more, one click each. */
export function Explain({ found, explanation, onRelax }: Props) {
  const { practitionerById } = useCatalog();
  const relaxations = explanation.relaxations.filter((relaxation) => relaxation.options > 0);
  if (found >= FEW) return null;
  const total = explanation.rejected.reduce((sum, { count }) => sum + count, 0);
  // A limit or a wish that can be named says more than "outside working hours", however few times it takes away.
  const isTelling = ({ reason, limits }: Rejection) => limits !== undefined || reason === 'patient-wish';
  const reasons = explanation.rejected.filter((one, rank) => one.count > 0 && (rank < REASONS_SHOWN || isTelling(one)));
  if (reasons.length === 0 && relaxations.length === 0) return null;
  return (
    <section className={css['explain']} aria-label={found === 0 ? t.find.whyNone : t.find.why}>
      <h3>{found === 0 ? t.find.whyNone : t.find.why}</h3>
      {reasons.length > 0 && (
        <ul>
          {reasons.map(({ reason, count, limits = [] }) => (
            <li key={reason}>
              {word(words.rejections, reason)} <span className={css['dim']}>{Math.max(1, Math.round((count / total) * 100))} %</span>
              {limits.slice(0, LIMITS_SHOWN).map((limit) => (
                <span key={limit.practitionerId} className={css['limit']}>
                  {limitText(limit, practitionerById.get(limit.practitionerId)?.displayName ?? '')}
                </span>
              ))}
            </li>
          ))}
        </ul>
      )}
      {relaxations.length > 0 && (
        <div className={css['relaxations']}>
          {relaxations.map((relaxation) => (
            <Button key={JSON.stringify(relaxation.change)} variant="default" size="compact-sm" onClick={() => onRelax(relaxation)}>
              {relaxationText(relaxation.change)} <span className={css['gives']}>{t.find.gives(relaxation.options)}</span>
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}

function limitText({ date, budgetMinutes, bookedMinutes, breakAfterMinutes, breakMinutes }: HandsOnLimit, name: string): string {
  const day = formatDay(date);
  if (budgetMinutes !== undefined) return t.find.budget(name, bookedMinutes ?? 0, budgetMinutes, day);
  return t.find.rest(name, breakAfterMinutes ?? 0, breakMinutes ?? 0, day);
}
