import { describe, expect, it } from '@jest/globals';
import type { Finding, Scope } from '../api/screening';
import { partlyOf } from './partly';

const finding = (key: string, ...scopes: Scope[]): Finding => ({
  key,
  verdict: scopes.length > 0 ? 'limited' : 'needs-clearance',
  because: '',
  clearedBy: scopes.length > 0 ? scopes.map((scope, at) => ({ id: `clr_${at}`, validUntil: '2027-06-01', scope })) : undefined,
});
const of = (findings: Finding[], areas: { code: string; side?: 'left' | 'right' | 'both' }[], techniques?: string[]) =>
  partlyOf({ visit: { id: 'vis_1', start: '', areas, techniques }, findings });

describe('a yes for less than is planned', () => {
  it('allows the areas that it names, and not the others', () => {
    expect(of([finding('osteoporosis', { areas: [{ code: 'neck' }] })], [{ code: 'neck' }, { code: 'jaw' }])).toEqual({
      allowed: { areas: [{ code: 'neck' }], techniques: [] },
      notYet: { areas: [{ code: 'jaw' }], techniques: [] },
    });
  });

  it('allows one side only when it names one', () => {
    const knee = (side?: 'left' | 'right') => ({ code: 'knee', side });
    expect(of([finding('surgery', { areas: [knee('left')] })], [knee('left'), knee('right'), knee()]).allowed.areas).toEqual([
      knee('left'),
    ]);
  });

  it('allows nothing that another question still asks about', () => {
    const { allowed, notYet } = of([finding('surgery', { areas: [{ code: 'neck' }] }), finding('tumour')], [{ code: 'neck' }], ['swedish']);
    expect(allowed).toEqual({ areas: [], techniques: [] });
    expect(notYet).toEqual({ areas: [{ code: 'neck' }], techniques: ['swedish'] });
  });

  it('leaves out findings that ask for nobody', () => {
    const limited: Finding = { key: 'skin-lesion', verdict: 'limited', because: '', areas: [{ code: 'foot' }] };
    expect(of([limited, finding('surgery', { techniques: ['swedish'] })], [], ['swedish', 'cupping'])).toEqual({
      allowed: { areas: [], techniques: ['swedish'] },
      notYet: { areas: [], techniques: ['cupping'] },
    });
  });
});
