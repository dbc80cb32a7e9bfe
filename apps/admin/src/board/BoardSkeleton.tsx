import { t } from '../texts';
import css from './board.module.css';

/** Empty columns of the right width: nothing jumps when the day arrives. */
export function BoardSkeleton() {
  return (
    <div className={css['skeleton']} role="status" aria-label={t.loading}>
      {Array.from({ length: 8 }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}
