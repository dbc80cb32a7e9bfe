import type { ReactNode } from 'react';
import type { Intake } from '../api/intake';
import { useCatalog } from '../api/catalog';
import { areaName } from '../names';
import { intakeWords, ti } from '../texts.intake';
import { formatDay } from '../time/wall';
import { BodyPicture } from './BodyMap';
import css from './intake.module.css';

/** What an intake says, in few lines; what nobody said is left out. */
export function IntakeFacts({ intake, conditionName }: { intake: Intake; conditionName: (code: string) => string }) {
  const { areaByCode, techniqueByCode } = useCatalog();
  const { fields, courses, pressures, yesNo } = intakeWords;
  const nameOf = (code: string) => areaByCode.get(code)?.name ?? code;
  const { recommendedBy, onset = {}, areas = [], rangeOfMotion = [], suggestedTechniques } = intake;
  const named = areas.map((area) => areaName(area, nameOf)).join(', ');
  const motion = rangeOfMotion.map(({ area, percent }) => ti.motion(areaName(area, nameOf), percent)).join(', ');
  const facts: [string, ReactNode][] = [
    [fields.why, intake.why],
    [fields.recommenderName, recommendedBy && ti.recommended(recommendedBy.name, recommendedBy.organization)],
    [ti.areas, named],
    [fields.conditions, (intake.conditions ?? []).map(conditionName).join(', ')],
    [ti.suggested, suggestedTechniques.map((code) => techniqueByCode.get(code)?.name ?? code).join(', ')],
    [fields.onsetDate, onset.date && formatDay(onset.date, true)],
    [fields.onsetHow, onset.how],
    [fields.onsetWhy, onset.why],
    [fields.course, intake.course && courses[intake.course]],
    [fields.worse, intake.worse],
    [fields.tried, intake.tried],
    [fields.pain, intake.pain !== undefined && ti.pain(intake.pain)],
    [fields.motion, motion],
    [fields.goals, intake.goals],
    [fields.pressure, intake.pressure && pressures[intake.pressure]],
    [fields.consent, intake.consent === undefined ? ti.consentMissing : yesNo[intake.consent ? 'yes' : 'no']],
  ];
  return (
    <div className={css['withPicture']}>
      {areas.length > 0 && <BodyPicture areas={areas} words={intakeWords.map} label={`${ti.areas}: ${named}`} />}
      <Facts facts={facts} />
    </div>
  );
}

/** Terms with what is said of them, without those of which nothing is. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={css['facts']}>
      {facts
        .filter(([, said]) => said !== undefined && said !== '' && said !== false)
        .map(([term, said]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{said}</dd>
          </div>
        ))}
    </dl>
  );
}
