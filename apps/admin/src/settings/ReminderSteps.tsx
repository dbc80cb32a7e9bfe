import { useCatalog } from '../api/catalog';
import css from '../screening/screening.module.css';
import { tw } from '../texts.wording';
import { word, words } from '../words';

const inText = (steps: readonly string[]): string =>
  steps.length === 0 ? tw.settings.noSteps : steps.map((step) => word(words.messageSteps, step)).join(', ');

/** When reminders go out: read here, set in the clinic file. */
export function ReminderSteps() {
  const { locations, services } = useCatalog();
  return (
    <section className={css['stack']} aria-label={tw.settings.steps}>
      <h3>{tw.settings.steps}</h3>
      <dl className={css['facts']}>
        {locations.map(({ id, name, reminders, quietHours }) => (
          <div key={id} className={css['fact']}>
            <dt>{name}</dt>
            <dd>
              {inText(reminders)}
              {quietHours && <span className={css['dim']}> · {tw.settings.quiet(quietHours.from, quietHours.to)}</span>}
            </dd>
          </div>
        ))}
        {services.map(
          ({ id, name, reminders }) =>
            reminders && (
              <div key={id} className={css['fact']}>
                <dt>{name}</dt>
                <dd>{inText(reminders)}</dd>
              </div>
            ),
        )}
      </dl>
      <p className={css['dim']}>{tw.settings.stepsHint}</p>
    </section>
  );
}
