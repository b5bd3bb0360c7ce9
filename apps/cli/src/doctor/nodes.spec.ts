import { nodeFindings } from './nodes.js';

const since = '2026-10-23T19:40:00.000Z';
const [one, other] = ['a0000000-0000-4000-8000-000000000000', 'b0000000-0000-4000-8000-000000000000'];

describe('Nodes, to the doctor,', () => {
  test('are in order where nothing waits', () =>
    expect(
      nodeFindings({ nodes: [{ id: one, release: '0.2.0', since, ahead: [] }], switchedOn: [], waiting: [] }),
    ).toMatchObject([{ check: 'nodes', grade: 'ok', what: expect.stringMatching(/^1 registered/) as string }]));

  test('are worth a warning for each version that one of them holds up, by name', () => {
    const ahead = [{ eventType: 'IncidentLogged', version: 2 }];
    const [finding, ...more] = nodeFindings({
      nodes: [
        { id: one, release: '0.2.0', since, ahead },
        { id: other, release: '0.1.0', since, ahead: [] },
      ],
      switchedOn: [],
      waiting: [{ eventType: 'IncidentLogged', version: 2, heldUpBy: [{ id: other, release: '0.1.0', since }] }],
    });
    expect([finding?.grade, finding?.what, more]).toEqual([
      'warning',
      `version 2 of IncidentLogged is not written: it cannot be read by ${other} (release 0.1.0, since 2026-10-23 19:40Z)`,
      [],
    ]);
  });
});
