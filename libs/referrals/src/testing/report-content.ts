import type { ReportContent, ReportedSession } from '../reports/report.types.js';

const NECK = { code: 'neck', name: 'Neck' };
const SHOULDER = { code: 'shoulder', side: 'left' as const, name: 'Shoulder' };

export function session(on: string, changes: Partial<ReportedSession> = {}): ReportedSession {
  const note = {
    areas: [NECK, SHOULDER],
    techniques: [{ code: 'trigger-point', name: 'Trigger point' }],
    pressure: 'medium',
    wasPainful: false,
    painBefore: 5,
    painAfter: 3,
    rangeOfMotion: [{ area: NECK, percent: 75 }],
    adviceGiven: 'Heat in the evening',
    by: 'Sam Spot',
  };
  return { visitId: `vis_${on}`, on, minutes: 15, service: 'Spot work', therapist: 'Sam Spot', note, ...changes };
}

/** A report as it is stored: four visits, one without a note. */
export function reportContent(changes: Partial<ReportContent> = {}): ReportContent {
  return {
    kind: 'progress',
    madeOn: '2027-02-20',
    madeBy: 'Kim Larkspur',
    clinic: { name: 'Cedar Spine & Rehab', address: '12 Cedar Street, Boulder, CO 80301', phone: '+1 303 555 0100' },
    patient: { displayName: 'Łucja Żółć-Παπαδοπούλου Щербакова', birthDate: '1980-05-17' },
    referral: {
      id: 'ref_1',
      referrer: { name: 'Dr. Mila Example', organization: 'Example Practice', identifier: '1234567893' },
      receivedOn: '2027-01-29',
      reason: 'Stiff neck after a fall',
      conditions: ['Cervicalgia'],
      areas: [NECK],
      techniques: [],
      validUntil: '2027-06-30',
      authorized: 6,
      booked: 1,
      used: 4,
      left: 1,
    },
    sessions: [
      session('2027-02-01'),
      session('2027-02-05', { note: undefined }),
      session('2027-02-11', { note: { ...session('2027-02-11').note!, wasPainful: true, painfulHow: 'Elbow at the shoulder blade' } }),
      session('2027-02-18'),
    ],
    earlierVisits: 0,
    therapists: ['Sam Spot'],
    pain: {
      atIntake: { value: 7, on: '2027-01-30' },
      last: { value: 3, on: '2027-02-18' },
      change: { from: { value: 7, on: '2027-01-30' }, to: { value: 3, on: '2027-02-18' }, trend: 'better' },
    },
    rangeOfMotion: [
      {
        area: NECK,
        atIntake: { value: 50, on: '2027-01-30' },
        last: { value: 75, on: '2027-02-18' },
        change: { from: { value: 50, on: '2027-01-30' }, to: { value: 75, on: '2027-02-18' }, trend: 'better' },
      },
    ],
    tolerance: { text: 'Well tolerated on the whole.', painfulSessions: 1, sessionsWithNote: 3 },
    recommendation: { text: 'Three more visits.', by: 'Kim Larkspur', note: { advice: 'continue', by: 'Sam Spot', on: '2027-02-18' } },
    summary: 'Sleeps through the night again.\nWorks full days.',
    missing: [{ code: 'no-session-note', visitId: 'vis_2027-02-05', on: '2027-02-05' }],
    ...changes,
  };
}
