import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkGoldenEvents, deriveId, ERASED, fold, type EventDeclaration, type GoldenEvent } from '@art33/event-log';
import { reportDecider } from './decider.js';
import { reporterId, reportEvents, type ReportEvent } from './events.js';
import { intakeDecider, intakeEvents, type IntakeEvent } from './intake.js';

const folder = fileURLToPath(new URL('./golden/', import.meta.url));
const all = { ...reportEvents, ...intakeEvents };
const declarations = Object.entries(all) as [string, EventDeclaration<unknown>][];
const dataOf = (type: string): Record<string, unknown> =>
  (JSON.parse(readFileSync(`${folder}${type}.v1.json`, 'utf8')) as GoldenEvent).opened as Record<string, unknown>;
const erasedDataOf = (type: string): Record<string, unknown> => ({
  ...dataOf(type),
  ...Object.fromEntries(Object.keys(all[type]?.personal ?? {}).map((pointer) => [pointer.slice(1), ERASED])),
});
const report = '7a1f6d3e-6c2d-5a52-9d0e-0f5a2b9f3c99';

describe('the golden events of reports and intake', () => {
  it('exist for every type, and open to what today’s release expects', () => {
    const expected = declarations.map(([type, { version }]) => `${type}.v${version}.json`).sort();
    expect(readdirSync(folder).sort()).toEqual(expected);
    expect(checkGoldenEvents(all, folder)).toBe(expected.length);
  });

  it.each([
    ['as they were', dataOf],
    ['after erasure', erasedDataOf],
  ])('replay %s: what counts is not personal', (_, read) => {
    const events = (types: readonly string[]) => types.map((type) => ({ type, data: read(type) }));
    const state = fold(reportDecider, events(Object.keys(reportEvents)) as unknown as ReportEvent[]);
    expect(state).toMatchObject({ status: 'open', channel: 'form', reference: 'R-7KQ2-M4ZD' });
    expect(state.decisions.map(({ decided }) => decided)).toEqual(['turned', 'linked', 'rejected', 'taken-back']);
    const intake = fold(intakeDecider, events(Object.keys(intakeEvents)) as unknown as IntakeEvent[]);
    expect(intake).toMatchObject({ formOpen: false, webhookOpen: false, generation: 2, address: 'q3J0Zk9sXw1yB7aa' });
  });

  it('seal every name and every free text: what was told under the report’s key, who told it under a key of its own too', () => {
    expect(declarations.map(([type]) => JSON.stringify(erasedDataOf(type))).join('\n')).not.toMatch(
      /Muster|patients|831/,
    );
    const keys = Object.fromEntries(
      declarations.flatMap(([type, { personal }]) =>
        Object.entries(personal ?? {}).map(([pointer, scopes]) => [
          `${type}${pointer}`,
          scopes(dataOf(type), `report-${report}`),
        ]),
      ),
    );
    const ofReport = [`report:${report}`];
    expect(keys).toEqual({
      'ReportReceived/text': ofReport,
      'ReportReceived/reporter': [`person:${reporterId(report)}`, ...ofReport],
      'ReportReceived/noticed': ofReport,
      'ReportReceived/source': ofReport,
      'ReportRejected/reason': ofReport,
      'ReportRejectionTakenBack/reason': ofReport,
      'IntakeFormOpened/emergency': [
        `person:${deriveId('intake-emergency', dataOf('IntakeFormOpened')['processorId'] as string, '2026-10-24T18:02:11.000Z')}`,
      ],
    });
  });
});
