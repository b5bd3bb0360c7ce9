import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkGoldenEvents, spec } from '@art33/event-log';
import { importDecider } from './decider.js';
import { importEvents, type ImportEvent } from './events.js';

const processor = '8a4d9aec-2fba-515b-a934-e0ac4c87dbc5';
const stranger = '11111111-1111-4111-8111-111111111111';
const importId = '0b9f3e8e-3c56-4d0f-9a0e-6f3f4a1c2d3e';
const NOW = '2026-10-23T19:40:00.000Z';
const file = { importId, kind: 'controllers', digest: 'd1', rows: 3 } as const;

const begin = { type: 'begin-import', ...file, onBehalfOf: processor } as const;
const complete = { type: 'complete-import', counts: { controllers: 3 }, onBehalfOf: processor } as const;
const abandon = { type: 'abandon-import', onBehalfOf: processor } as const;

const begun: ImportEvent = { type: 'ImportBegun', data: { ...file, organisationId: processor, at: NOW } };
const completed: ImportEvent = { type: 'ImportCompleted', data: { importId, counts: { controllers: 3 }, at: NOW } };
const abandoned: ImportEvent = { type: 'ImportAbandoned', data: { importId, at: NOW } };
const given = (...events: readonly ImportEvent[]) => spec(importDecider).given(events);

describe('an import', () => {
  it('begins with a file', () => given().when(begin, NOW).then([begun]));
  it('begins no second time with the same file', () => given(begun).when(begin, NOW).then([]));
  it('is completed with what it wrote', () => given(begun).when(complete, NOW).then([completed]));
  it('stays completed when the same file comes again', () => given(begun, completed).when(begin, NOW).then([]));
  it('is refused with another file', () =>
    given(begun)
      .when({ ...begin, digest: 'd2' }, NOW)
      .thenRefused('import-id-in-use', 'importId'));
  it('is refused to another processor as another file is: nobody learns whose it is', () =>
    given(begun)
      .when({ ...begin, onBehalfOf: stranger }, NOW)
      .thenRefused('import-id-in-use', 'importId'));
  it('is given up while it is unfinished', () => given(begun).when(abandon, NOW).then([abandoned]));
  it('is given up once', () => given(begun, abandoned).when(abandon, NOW).then([]));
  it('is not given up once it is completed', () =>
    given(begun, completed).when(abandon, NOW).thenRefused('import-completed'));
  it('neither goes on nor is completed once it was given up', () => {
    given(begun, abandoned).when(begin, NOW).thenRefused('import-abandoned', 'importId');
    given(begun, abandoned).when(complete, NOW).thenRefused('import-abandoned', 'importId');
  });
  it('is its own processor’s alone', () => {
    given(begun)
      .when({ ...abandon, onBehalfOf: stranger }, NOW)
      .thenRefused('not-found');
    given().when(complete, NOW).thenRefused('not-found');
  });
});

describe('the golden events of imports', () => {
  it('exist for every type and open to what today’s release expects', () => {
    const folder = new URL('./golden/', import.meta.url);
    const types = Object.keys(importEvents);
    expect(readdirSync(folder).sort()).toEqual(types.map((type) => `${type}.v1.json`).sort());
    expect(checkGoldenEvents(importEvents, fileURLToPath(folder))).toBe(types.length);
  });
});
