/** Codes of the API in plain words. Enum values may grow: look them up with `word`, which has an answer for unknown ones. */
export const words = {
  servicesShort: {
    adjustment: 'Adjustment',
    'pt-session': 'PT session',
    'physician-consult': 'Consult',
    'spot-work': 'Spot work',
    'massage-30': 'Massage 30',
    'massage-60': 'Massage 60',
    'massage-90': 'Massage 90',
  } as Record<string, string>,

  credentials: { chiropractic: 'DC', 'physical-therapy': 'PT', medicine: 'MD', massage: 'LMT' } as Record<string, string>,

  disciplines: {
    chiropractic: 'Chiropractic',
    'physical-therapy': 'PT',
    medicine: 'Physician',
    massage: 'Massage',
    rooms: 'Rooms',
  } as Record<string, string>,

  sides: { left: 'Left', right: 'Right', both: 'Both' } as Record<string, string>,

  sidesShort: { left: 'L', right: 'R', both: 'L+R' } as Record<string, string>,

  areasShort: {
    shoulder: 'shldr',
    forearm: 'f.arm',
    'upper-back': 'up. back',
    'low-back': 'low back',
    neck: 'neck',
    hip: 'hip',
    knee: 'knee',
    calf: 'calf',
    foot: 'foot',
    jaw: 'jaw',
    head: 'head',
    arm: 'arm',
  } as Record<string, string>,

  states: {
    none: '',
    tentative: 'needs clearance',
    review: 'needs a look: the screening changed',
    arrived: 'arrived',
    'in-progress': 'in progress',
    completed: 'done',
    'no-show': 'no-show',
  } as Record<string, string>,

  visitStatus: {
    tentative: 'needs clearance',
    booked: 'booked',
    confirmed: 'confirmed',
    arrived: 'arrived',
    'in-progress': 'in progress',
    completed: 'done',
    'no-show': 'no-show',
    cancelled: 'cancelled',
  } as Record<string, string>,

  weekdays: { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' } as Record<string, string>,

  /** Codes of refusals in plain words; others fall back to the server's own sentence. */
  codes: {
    network: 'The server does not answer. Check the network, then try again.',
    'slot-taken': 'Somebody is already there at this time.',
    'hold-expired': 'The hold has run out. Choose the time again.',
    'hold-mismatch': 'This time is held for another patient.',
    'screening-required': 'The health questions are not answered yet.',
    'clearance-required': 'A provider has to give clearance first.',
    'do-not-treat': 'Screening says: do not treat now.',
    'referral-required': 'This service needs a referral.',
    'referral-exhausted': 'All visits of this referral are booked or used.',
    'referral-expired': 'This referral has expired.',
    'referral-not-active': 'This referral is not active.',
    'hands-on-budget': 'The therapist has no hands-on time left on this day.',
    'break-needed': 'The therapist needs a break first.',
    'area-not-allowed': 'Screening does not allow this area.',
    'technique-not-allowed': 'Screening does not allow this technique.',
    'technique-not-offered': 'This therapist does not offer the technique.',
    'outside-hours': 'Outside the working hours.',
    'invalid-transition': 'That is not possible in the present status.',
    'version-mismatch': 'Changed by someone else in the meantime.',
    forbidden: 'Your role does not allow this.',
    'insufficient-scope': 'Your role does not allow this.',
    'visit-past': 'This visit is in the past.',
    'draft-exists': 'There is a report that was not sent yet: change or send that one.',
  } as Record<string, string>,

  messageSteps: {
    '3d': '3 days before',
    '1d': 'day before',
    '2h': '2 hours before',
    reminder: 'once more',
    certain: 'certain after all',
  } as Record<string, string>,

  /** What booking an option would still ask for. */
  requires: {
    'screening-required': 'health questions',
    'clearance-required': 'clearance',
  } as Record<string, string>,

  /** Why times were not offered. */
  rejections: {
    'outside-hours': 'outside working hours',
    'practitioner-busy': 'practitioner busy',
    'no-practitioner': 'nobody gives this service',
    'room-busy': 'no free room',
    'no-room': 'no free room',
    'patient-busy': 'patient is already booked',
    'no-partner': 'no matching time for the other half',
    'outside-allowed-dates': 'outside the dates that the referral or clearance allows',
    'no-adjacent-time': 'no matching time for the other half',
    'referral-exhausted': 'referral used up',
    'referral-expired': 'referral expired',
    'do-not-treat': 'screening: do not treat now',
    'area-not-allowed': 'screening: this area is off now',
    'technique-not-allowed': 'screening: this technique is off now',
    'gap-too-long': 'wait too long',
    'gap-too-short': 'too close together',
    'hands-on-budget': 'therapist’s hands-on limit reached',
    'break-needed': 'therapist needs a break',
    'patient-wish': 'with somebody whom the patient avoids',
    'time-of-day': 'outside the wanted time of day',
    weekday: 'other weekday',
    past: 'already past',
    'license-expired': 'licence expired',
    'technique-not-offered': 'technique not offered',
  } as Record<string, string>,

  messageStatus: {
    planned: 'planned',
    held: 'held',
    queued: 'queued',
    sent: 'sent',
    delivered: 'delivered',
    failed: 'failed',
    skipped: 'skipped',
  } as Record<string, string>,

  messageKinds: {
    confirmation: 'Confirmation',
    reminder: 'Reminder',
    change: 'Change',
    cancellation: 'Cancellation',
    'first-visit': 'What to expect',
    'intake-request': 'Intake form',
    'clearance-pending': 'Answer still missing',
    'missed-visit': 'Missed visit',
    feedback: 'How was it?',
    'new-visit': 'New visit',
    'clearance-request': 'Clearance request',
    'referral-report': 'Report to the referrer',
    'no-show': 'Missed',
    'daily-digest': 'List of the day',
    'referral-received': 'Referral from outside',
  } as Record<string, string>,

  channels: { email: 'E-mail', sms: 'SMS', push: 'Push', 'in-app': 'In app' } as Record<string, string>,

  advice: {
    'come-early': 'Come early',
    'loose-clothing': 'Loose clothing',
    'light-top': 'Light top',
    shorts: 'Shorts',
    'no-make-up': 'No make-up',
    'bring-aid': 'Bring device or brace',
  } as Record<string, string>,

  messageReasons: {
    gone: 'What it was about or the recipient is no longer there',
    'not-due': 'Not due yet',
    'too-late': 'Its moment had passed when the visit was booked',
    'opted-out': 'They do not want it',
    outdated: 'The visit was moved or cancelled',
    superseded: 'Something newer has taken its place',
    acknowledged: 'It was acknowledged',
    'visit-cancelled': 'The visit was cancelled',
    'visit-moved': 'The visit was moved',
    'within-undo-window': 'Booked and undone within the undo time',
    suppressed: 'Somebody stopped it',
    'no-address': 'No address for this channel',
    'nothing-on': 'There is nothing to do on that day',
    'not-wanted': 'They do not want it any more, or at another time',
    'came-after-all': 'The patient came after all',
    horizon: 'Waits until the visit is near enough for them',
    muted: 'They do without this kind of news',
    'quiet-hours': 'Waits for the end of the quiet hours',
    'undo-window': 'Waits until the booking can no longer be undone',
    'asked-again': 'The provider was asked anew',
    answered: 'The request is answered, or its visit no longer waits',
    duplicate: 'The same message goes out already',
    demo: 'Demo people are never written to',
    'visit-begun': 'The visit has begun',
    'not-theirs': 'The visit is no longer theirs',
    'not-first': 'Another visit is the first one now',
    'not-missed': 'They came after all',
    'not-completed': 'The visit is not completed after all',
    'switched-off': 'The clinic does not send such messages',
    confirmed: 'They have said that they come',
    'weekly-cap': 'They have had enough reminders this week',
    'attempts-exhausted': 'Tried too often',
    internal: 'It could not be written',
    'text-not-kept': 'It has left, but its text could not be kept',
    poison: 'It could not be written, and was set aside',
    'sms-undelivered': 'The text was not delivered',
    'sms-21211': 'This is no phone number',
    'sms-21408': 'The provider does not text to that country',
    'sms-21612': 'The provider cannot text to this number',
    'sms-21614': 'This number takes no texts',
    'sms-21635': 'This is a landline',
    'sms-30003': 'The phone could not be reached',
    'sms-30004': 'The phone blocks our texts',
    'sms-30005': 'This number is not in use',
    'sms-30006': 'A landline, or a carrier that takes no texts',
    'sms-30007': 'The carrier took the text for spam',
    'sms-30034': 'Our sending number is not registered with the carriers',
  } as Record<string, string>,

  /** What providers answer, by the beginning of the code; the code itself stands behind. */
  providerReasons: {
    'smtp-5': 'The mail server refused it',
    'smtp-4': 'The mail server cannot take it now',
    'smtp-': 'The mail server does not answer',
    'sms-': 'The provider of texts did not take it',
    'mailbox-': 'The mailbox folder cannot be written',
  } as Record<string, string>,
};

/** `quiet-hours` → `quiet hours`, for codes that have no words yet. */
export const inWords = (code: string): string => code.replaceAll('-', ' ').replaceAll('_', ' ');

/** As a sentence or a label begins. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const word = (table: Record<string, string>, code: string): string => table[code] ?? inWords(code);
