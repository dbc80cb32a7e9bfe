/** Why somebody comes. Techniques are a hint for the plan; the clinic and its therapists decide. */
export interface Condition {
  code: string;
  name: { en: string; es: string };
  /** Codes of techniques that are often chosen for it. */
  suggests: readonly string[];
  /** Nobody is given massage for it without a doctor's referral. */
  requiresReferral: boolean;
}

const condition = (code: string, en: string, es: string, suggests: readonly string[] = [], requiresReferral = false): Condition => ({
  code,
  name: { en, es },
  suggests,
  requiresReferral,
});

/** A new condition is one line here. */
export const CONDITIONS: readonly Condition[] = [
  condition('back-pain', 'Back pain', 'Dolor de espalda', ['myofascial-release', 'deep-tissue']),
  condition('frozen-shoulder', 'Frozen shoulder', 'Hombro congelado', ['passive-resistive-stretching', 'myofascial-release']),
  condition('tension-headache', 'Tension headache', 'Cefalea tensional', ['trigger-point', 'craniosacral-release']),
  condition('sinus-headache', 'Sinus headache', 'Cefalea sinusal', ['trigger-point', 'lymphatic-drainage']),
  condition('cluster-headache', 'Cluster headache', 'Cefalea en racimos', ['craniosacral-release'], true),
  condition('migraine', 'Migraine', 'Migraña', ['craniosacral-release', 'trigger-point']),
  condition('whiplash', 'Whiplash', 'Latigazo cervical', ['myofascial-release', 'passive-resistive-stretching'], true),
  condition('strain-or-sprain', 'Strain or sprain', 'Distensión o esguince', ['swedish', 'myofascial-release']),
  condition('repetitive-strain', 'Repetitive strain', 'Lesión por esfuerzo repetitivo', ['trigger-point', 'myofascial-release']),
  condition('tmj-disorder', 'Jaw joint (TMJ) disorder', 'Trastorno de la mandíbula (ATM)', ['trigger-point', 'craniosacral-release']),
  condition('tendonitis', 'Tendonitis', 'Tendinitis', ['myofascial-release', 'passive-resistive-stretching']),
  condition('sinus-pressure', 'Sinus pressure', 'Presión sinusal', ['trigger-point']),
  condition('lymphedema', 'Lymphedema', 'Linfedema', ['lymphatic-drainage'], true),
  condition('scar-tissue', 'Scar tissue', 'Tejido cicatricial', ['myofascial-release']),
  condition(
    'cancer-recovery',
    'Support during or after cancer treatment',
    'Apoyo durante o después de un tratamiento del cáncer',
    ['lymphatic-drainage', 'swedish'],
    true,
  ),
  condition(
    'post-operative-recovery',
    'Recovery after an operation',
    'Recuperación después de una operación',
    ['lymphatic-drainage', 'myofascial-release'],
    true,
  ),
  condition('maintenance', 'Maintenance, without a complaint', 'Mantenimiento, sin molestias', ['swedish']),
];
