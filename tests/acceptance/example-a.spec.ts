import type { NoticeView } from '@art33/notices';
import { Installation, utc, type Controller, type Processor, type ProcessorName } from '../support/installation.js';
import { becomeAware, dutyOf, incidentOf, known, listed, logIncident, noticeTo } from '../support/story.js';

const MICROSOFT = 'microsoft-ireland-operations-ltd';
const TOLD = '2026-10-23T21:40+02:00';

describe('Example A: one event at a subprocessor, three processors', () => {
  let art33: Installation;
  const processors = {} as Record<ProcessorName, Processor>;
  const practices = {} as Record<ProcessorName, Controller>;
  const incidents = {} as Record<ProcessorName, string>;
  const microsoft = [{ subprocessorId: MICROSOFT, itsAwareness: '2026-10-23T19:00+02:00', toldUs: TOLD }];

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-23T18:00+02:00' });
    for (const name of ['ratiomedicus', 'lumitra', 'cgm'] as const) {
      processors[name] = await art33.processor(name);
      practices[name] = await art33.controller(processors[name], { emails: [`${name}@praxis.example`] });
    }
    await processors.lumitra.api.done('put', 'organisation/settings', { internalTargetHours: 12 });
    await art33.at('2026-10-23T21:44+02:00');
    incidents.ratiomedicus = await logIncident(processors.ratiomedicus, {
      awareness: [known('suspicion-known', TOLD)],
      subprocessors: microsoft,
    });
    incidents.lumitra = await logIncident(processors.lumitra, {
      awareness: [known('irregularity-known', TOLD, 'unauthorised-access-or-change')],
      subprocessors: microsoft,
    });
    incidents.cgm = await logIncident(processors.cgm, { subprocessors: microsoft });
    for (const name of ['ratiomedicus', 'lumitra'] as const) {
      await processors[name].api.done('post', `incidents/${incidents[name]}/affected`, { subprocessor: MICROSOFT });
    }
    await art33.settled();
  });
  afterAll(() => art33.stop());

  const notice = (name: ProcessorName): Promise<NoticeView> =>
    noticeTo(processors[name], incidents[name], practices[name]);

  it('lets each processor log its own incident, and both name the same legal entity', async () => {
    for (const name of ['ratiomedicus', 'lumitra'] as const) {
      const { items } = await listed<{ id: string }>(processors[name].api, `incidents?subprocessor=${MICROSOFT}`);
      expect(items.map(({ id }) => id)).toEqual([incidents[name]]);
      expect(await processors[name].api.read(`subprocessors/${MICROSOFT}`)).toMatchObject({
        subprocessorId: MICROSOFT,
        incidents: 1,
        incidentList: [{ incidentId: incidents[name], toldUs: utc(TOLD), untilTold: 160 * 60_000 }],
      });
    }
  });

  it('affects agreements of its own processor only', async () => {
    const foreign = await processors.lumitra.api.post(`incidents/${incidents.lumitra}/affected`, {
      agreements: [practices.ratiomedicus.agreementId],
    });
    expect(foreign.status).toBe(422);
    expect(foreign.body).toMatchObject({ type: 'urn:art33:problem:unknown-agreements' });
  });

  it('ratiomedicus: suspicion known 21:40 → kind suspected breach, due Sat 2026-10-24 21:40+02:00 (§ 8.6)', async () => {
    const { duties, ...rest } = await notice('ratiomedicus');
    expect(rest).toMatchObject({ status: 'open', kind: 'suspected-breach', due: utc('2026-10-24T21:40+02:00') });
    expect(duties).toMatchObject([
      {
        kind: 'suspected-breach',
        clause: '§ 8.6',
        deadline: {
          due: utc('2026-10-24T21:40+02:00'),
          target: null,
          anchor: { what: 'suspicion-known', at: { at: utc(TOLD), offset: '+02:00' } },
          rule: { source: '§ 8.6', regime: 'contract', version: '2.1' },
        },
      },
    ]);
    expect(duties[0]?.deadline.assumptions).toMatchObject([{ openTerm: 'whose-knowledge', confirmed: false }]);
  });

  it('Lumitra: irregularity known → "at once" by clause 3, no due time, internal target shown as a target', async () => {
    const { duties, ...rest } = await notice('lumitra');
    expect(rest).toMatchObject({ kind: 'irregularity', due: null, overdue: false });
    expect(duties).toMatchObject([
      { kind: 'irregularity', clause: 'Ziff. 3', deadline: { due: null, target: utc('2026-10-24T09:40+02:00') } },
    ]);
    const words = duties[0]?.deadline.arithmetic.map(({ en }) => en).join('; ');
    expect(words).toContain('no hour figure (“unverzüglich”): no due time');
    expect(words).toContain('internal target of the organisation, not a deadline');
    const { items } = await listed(processors.lumitra.api, 'deadlines');
    expect(items).toMatchObject([{ due: null, target: utc('2026-10-24T09:40+02:00'), source: 'Ziff. 3' }]);
  });

  it('Lumitra: breach established Sat 18:05+02:00 → a second duty of the same notice, kind breach, due Sun 17:05+01:00', async () => {
    const before = await notice('lumitra');
    await art33.at('2026-10-24T18:05+02:00');
    await becomeAware(processors.lumitra, incidents.lumitra, 'breach-established', '2026-10-24T18:05+02:00');
    await art33.settled();
    const after = await notice('lumitra');
    expect(after).toMatchObject({ id: before.id, kind: 'breach', due: utc('2026-10-25T17:05+01:00') });
    expect(after.duties.map(({ kind, followUpOf }) => ({ kind, followUpOf }))).toEqual([
      { kind: 'irregularity', followUpOf: null },
      { kind: 'breach', followUpOf: null },
    ]);
    expect(dutyOf(after, 'breach')).toMatchObject({
      clause: 'Ziff. 9',
      deadline: {
        due: utc('2026-10-25T17:05+01:00'),
        target: null,
        crossesClockChange: { from: '+02:00', to: '+01:00' },
      },
    });
    expect(dutyOf(after, 'irregularity')).toMatchObject({
      status: 'open',
      deadline: dutyOf(before, 'irregularity').deadline,
      steps: [{ step: 'missed', about: 'target' }],
    });
  });

  it('says in the explanation that 24 elapsed hours run over the end of summer time', async () => {
    const { arithmetic } = dutyOf(await notice('lumitra'), 'breach').deadline;
    expect(arithmetic.map(({ en }) => en)).toEqual(
      expect.arrayContaining([
        '+ 24 elapsed hours',
        expect.stringMatching(/^over the end of summer time \(Sun 25 Oct 2026/),
      ]),
    );
    expect(arithmetic.map(({ de }) => de)).toEqual(
      expect.arrayContaining([
        '+ 24 verstrichene Stunden',
        expect.stringMatching(/^über das Ende der Sommerzeit \(So\. 25\.10\.2026/),
      ]),
    );
  });

  it('CGM: its terms authorise another company, so selecting Microsoft Ireland Operations Ltd counts 0', async () => {
    const preview = (subprocessor: string) =>
      processors.cgm.api.post(`incidents/${incidents.cgm}/affected/preview`, { subprocessor });
    expect((await preview(MICROSOFT)).body).toMatchObject({ total: 0, active: 0, ended: 0, sample: [] });
    expect((await preview('microsoft-deutschland-gmbh')).body).toMatchObject({ total: 1 });
  });

  it('would give CGM nothing to tell about a mere suspicion: the notice stands as pending', async () => {
    const incident = await incidentOf(processors.cgm, [known('suspicion-known', TOLD)], practices.cgm);
    await art33.settled();
    expect(await noticeTo(processors.cgm, incident, practices.cgm)).toMatchObject({ status: 'pending', duties: [] });
  });
});
