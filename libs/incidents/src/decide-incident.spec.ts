import { decideIncident, decideSeverity, type Happening, type IncidentState } from './decide-incident';
import { type IncidentStatus, incidentStatuses } from './incidents.types';

const verifiedAt = new Date('2026-11-20T12:00:00Z');
const now = new Date('2026-11-25T12:00:00Z');
const at = (status: IncidentStatus, changes: Partial<IncidentState> = {}): IncidentState => ({
  status,
  severity: 'medium',
  isSeveritySet: false,
  reopenedCount: 0,
  verifiedAt: status === 'verified' ? verifiedAt : null,
  ...changes,
});
const occurrence = (startedAt: string, severity: IncidentState['severity'] = 'medium'): Happening => ({
  kind: 'occurrence',
  startedAt: new Date(startedAt),
  severity,
});
const earlier = occurrence('2026-11-20T11:59:59.999Z');
const sameMoment = occurrence('2026-11-20T12:00:00Z');
const later = occurrence('2026-11-20T12:00:00.001Z');
const dispatch: Happening = { kind: 'fix_dispatch' };
const verdict = (word: string): Happening => ({ kind: 'regression', verdict: word, now });

describe('decideIncident', () => {
  const moves: [string, Happening, Record<IncidentStatus, IncidentStatus>][] = [
    [
      'a run that started before the verification',
      earlier,
      { new: 'new', triaged: 'triaged', fixing: 'fixing', verified: 'verified', ignored: 'ignored' },
    ],
    [
      'a run that started at that very moment',
      sameMoment,
      { new: 'new', triaged: 'triaged', fixing: 'fixing', verified: 'verified', ignored: 'ignored' },
    ],
    [
      'a run that started after it',
      later,
      { new: 'new', triaged: 'triaged', fixing: 'fixing', verified: 'new', ignored: 'ignored' },
    ],
    [
      'the dispatch of a fix',
      dispatch,
      { new: 'fixing', triaged: 'fixing', fixing: 'fixing', verified: 'verified', ignored: 'ignored' },
    ],
    [
      'the verdict fixed',
      verdict('fixed'),
      { new: 'new', triaged: 'triaged', fixing: 'verified', verified: 'verified', ignored: 'ignored' },
    ],
    ...['improved', 'unchanged', 'regressed', 'inconclusive'].map(
      (word): [string, Happening, Record<IncidentStatus, IncidentStatus>] => [
        `the verdict ${word}`,
        verdict(word),
        { new: 'new', triaged: 'triaged', fixing: 'fixing', verified: 'verified', ignored: 'ignored' },
      ],
    ),
  ];
  const cells = moves.flatMap(([name, happening, to]) =>
    incidentStatuses.map((from) => [name, from, to[from], happening] as const),
  );
  it.each(cells)('%s: %s → %s', (_name, from, to, happening) =>
    expect(decideIncident(at(from), happening).status).toBe(to),
  );

  it.each(incidentStatuses.flatMap((from) => incidentStatuses.map((to) => [from, to] as const)))(
    'a person moves %s → %s',
    (from, to) =>
      expect(decideIncident(at(from), { kind: 'patch', status: to, now })).toEqual(
        at(to, { verifiedAt: from === 'verified' ? verifiedAt : to === 'verified' ? now : null }),
      ),
  );

  it('counts how often it opened again, and keeps when it was verified', () =>
    expect(decideIncident(at('verified', { reopenedCount: 2 }), later)).toEqual(
      at('new', { reopenedCount: 3, verifiedAt }),
    ));

  it('is verified at the moment of the verdict', () =>
    expect(decideIncident(at('fixing'), verdict('fixed')).verifiedAt).toEqual(now));

  it.each([
    ['rises with evidence', at('new', { severity: 'low' }), 'high', 'high'],
    ['does not fall', at('new', { severity: 'high' }), 'medium', 'high'],
    ['stays where a person set it', at('new', { severity: 'low', isSeveritySet: true }), 'critical', 'low'],
    ['of an ignored one stays', at('ignored', { severity: 'low' }), 'critical', 'low'],
  ] as const)('severity %s', (_name, state, severity, expected) =>
    expect(decideIncident(state, occurrence('2026-11-01T00:00:00Z', severity)).severity).toBe(expected),
  );

  it('severity that a person sets is marked as set, even where it is the same', () =>
    expect(decideIncident(at('new'), { kind: 'patch', severity: 'medium', now })).toEqual(
      at('new', { isSeveritySet: true }),
    ));
});

describe('decideSeverity', () => {
  it.each([
    ['high', 0.9, 'high'],
    ['high', 0.89, 'medium'],
    ['medium', 0.95, 'high'],
    ['medium', 0.5, 'medium'],
    ['critical', 0.5, 'critical'],
    ['low', 0.99, 'low'],
  ] as const)('of %s with confidence %d is %s', (severity, confidence, expected) =>
    expect(decideSeverity({ severity, confidence })).toBe(expected),
  );
});
