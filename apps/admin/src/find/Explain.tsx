import { Button } from '@mantine/core';
import type { Explanation, Relaxation } from '../api/types';
import { t } from '../texts';
import { word, words } from '../words';
import { relaxationText } from './relax';
import css from './find.module.css';

const FEW = 3;
const REASONS_SHOWN = 3;

interface Props {
  found: number;
  explanation: Explanation;
  onRelax: (relaxation: Relaxation) => void;
}

/** Why there are few times or none, and the cheapest ways to get more, one click each. */
export function Explain({ found, explanation, onRelax }: Props) {
  const relaxations = explanation.relaxations.filter((relaxation) => relaxation.options > 0);
  if (found >= FEW) return null;
  const total = explanation.rejected.reduce((sum, { count }) => sum + count, 0);
  const reasons = explanation.rejected.filter(({ count }) => count > 0).slice(0, REASONS_SHOWN);
  if (reasons.length === 0 && relaxations.length === 0) return null;
  return (
    <section className={css['explain']} aria-label={found === 0 ? t.find.whyNone : t.find.why}>
      <h3>{found === 0 ? t.find.whyNone : t.find.why}</h3>
      {reasons.length > 0 && (
        <ul>
          {reasons.map(({ reason, count }) => (
            <li key={reason}>
              {word(words.rejections, reason)} <span className={css['dim']}>{Math.max(1, Math.round((count / total) * 100))} %</span>
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
