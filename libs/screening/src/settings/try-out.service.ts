import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import type { LocalDate } from '#kernel';
import { Database } from '#platform';
import { readAnswers, validUntilOf, type RawAnswers } from '../answers/answers.rules.js';
import type { TryView } from './settings.dto.js';
import { ScreeningService } from '../screening.service.js';
import { findingView } from '../screening.view.js';
import { judgeScreening } from '../verdict.rules.js';
import { ScreeningRules } from './screening-rules.service.js';

/** "Try it with a patient": what answers would mean, without storing them. */
@Injectable()
export class TryOut {
  constructor(
    private readonly db: Database,
    private readonly clinic: ClinicService,
    private readonly screening: ScreeningService,
    private readonly rules: ScreeningRules,
  ) {}

  async judge(now: number, raw: RawAnswers, on?: LocalDate): Promise<TryView> {
    const { reader } = this.db;
    const today = await this.screening.today(reader, now);
    const rules = await this.rules.currentRules(reader);
    const { areas } = await this.clinic.snapshot(reader);
    const answers = readAnswers(raw, { rules, areas, now, today });
    const screening = { patientId: '', version: 1, answers, answeredAt: now, validUntil: validUntilOf(answers, rules, today) };
    const { verdict, findings, unanswered } = judgeScreening({ rules, screening, clearances: [], conditions: [] }, on ?? today, today);
    return { verdict, findings: findings.map(findingView), unanswered };
  }
}
