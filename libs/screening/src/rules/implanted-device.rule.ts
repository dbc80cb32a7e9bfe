import { areasIn } from './details.js';
import type { ScreeningRule } from './rule.js';
import { ERNST, WALTON, WERNER } from './sources.js';

// Nothing but the place is at risk: no current, no fluid, no line to somewhere else.
const LOCAL: readonly unknown[] = ['joint', 'plate', 'sensor'];

export const implantedDevice: ScreeningRule = {
  key: 'implanted-device',
  version: 1,
  question: {
    en: 'Do you have a medical device in or on your body, such as a pacemaker, pump, shunt, port, artificial joint, plate or glucose sensor?',
    es: '¿Lleva algún dispositivo médico dentro del cuerpo o fijado a él, como un marcapasos, una bomba, una derivación, un puerto, una prótesis articular, una placa o un sensor de glucosa?',
  },
  details: [
    {
      name: 'device',
      kind: 'choice',
      text: 'Which device? Of several, the one that stands first here',
      choices: [
        { code: 'pacemaker', text: 'Pacemaker, defibrillator or nerve stimulator' },
        { code: 'pump', text: 'Pump for insulin or against pain' },
        { code: 'shunt', text: 'Shunt, stent, port, catheter or drain' },
        { code: 'other', text: 'Another device, or not known' },
        { code: 'joint', text: 'Artificial joint' },
        { code: 'plate', text: 'Plate, screws, pins or rods' },
        { code: 'sensor', text: 'Glucose sensor or another patch on the skin' },
      ],
    },
    { name: 'areas', kind: 'areas', text: 'Where is it?' },
  ],
  askAgainMonths: { yes: 3, no: 6 },
  rationale:
    'Pressure can shift a lead, a catheter or a stent, and what it feeds is elsewhere in the body: the physician must say where to stay away and for how long after it was placed. ' +
    'A joint, a plate or a sensor on the skin is a risk only where it is; that area is left out and the others are free. ' +
    'When the device or its place is not told, it is taken for one of the first kind.',
  sources: [
    {
      title: 'Ruth Werner: Clients with Medical Implants, Massage & Bodywork, March/April 2014',
      url: 'https://www.abmp.com/textonlymags/article.php?article=790',
    },
    ERNST,
    WERNER,
    WALTON,
  ],
  judge(details) {
    const areas = areasIn(details, 'areas');
    if (areas && LOCAL.includes(details.device)) {
      return { verdict: 'limited', because: 'A joint, plate or sensor: its area is left out.', areas };
    }
    return {
      verdict: 'needs-clearance',
      because: 'A medical device in or on the body: the physician says where pressure is safe.',
      clearanceFrom: 'physician',
    };
  },
  examples: [
    {
      name: 'artificial left knee',
      details: { device: 'joint', areas: [{ code: 'knee', side: 'left' }] },
      on: '2026-12-01',
      finding: { verdict: 'limited', areas: [{ code: 'knee', side: 'left' }] },
    },
    {
      name: 'pacemaker, its place told',
      details: { device: 'pacemaker', areas: [{ code: 'shoulder', side: 'left' }] },
      on: '2026-12-01',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'physician' },
    },
    {
      name: 'a plate, but not where',
      details: { device: 'plate' },
      on: '2026-12-01',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'physician' },
    },
    {
      name: 'the place is told, the device is not',
      details: { areas: [{ code: 'arm', side: 'right' }] },
      on: '2026-12-01',
      finding: { verdict: 'needs-clearance', clearanceFrom: 'physician' },
    },
    {
      name: 'glucose sensor on the right arm',
      details: { device: 'sensor', areas: [{ code: 'arm', side: 'right' }] },
      on: '2026-12-01',
      finding: { verdict: 'limited', areas: [{ code: 'arm', side: 'right' }] },
    },
    { name: 'nothing but the yes is known', on: '2026-12-01', finding: { verdict: 'needs-clearance', clearanceFrom: 'physician' } },
  ],
};
