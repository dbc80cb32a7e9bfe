import { registryOf } from '../registry.js';
import { cancellation } from './cancellation.template.js';
import { change } from './change.template.js';
import { practitionerClearanceRequest, referrerClearanceRequest } from './clearance-request.template.js';
import { confirmation } from './confirmation.template.js';
import { practitionerCancellation } from './practitioner-cancellation.template.js';
import { practitionerChange } from './practitioner-change.template.js';
import { practitionerNewVisit } from './practitioner-new-visit.template.js';
import { practitionerReferralReport, referrerReferralReport } from './referral-report.template.js';
import { reminder } from './reminder.template.js';
import type { Template } from './template.js';

export const TEMPLATES = registryOf<Template>(
  'message template',
  [
    confirmation,
    reminder,
    change,
    cancellation,
    practitionerNewVisit,
    practitionerChange,
    practitionerCancellation,
    practitionerClearanceRequest,
    referrerClearanceRequest,
    practitionerReferralReport,
    referrerReferralReport,
  ],
  (template) => `${template.recipient}/${template.kind}`,
);

export function templateFor(recipient: string, kind: string): Template {
  const template = TEMPLATES.get(`${recipient}/${kind}`);
  if (!template) throw new Error(`there is no template for ${recipient}/${kind}: add one to templates/index.ts`);
  return template;
}
