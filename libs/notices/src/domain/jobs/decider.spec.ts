import { readdirSync, readFileSync } from 'node:fs';
import { fold, spec, type Instant } from '@art33/event-log';
import { jobDecider, type JobCommandBy, type JobCommandData } from './decider.js';
import { jobEvents, type BulkResult, type JobEvent } from './events.js';

const at: Instant = '2026-10-24T08:00:00.000Z';
const folder = new URL('./golden/', import.meta.url);
const golden = (name: string): JobEvent => {
  const { type, data } = JSON.parse(readFileSync(new URL(`${name}.v1.json`, folder), 'utf8')) as JobEvent;
  return { type, data } as JobEvent;
};
const begun = golden('BulkBegun') as Extract<JobEvent, { type: 'BulkBegun' }>;
const { processorId } = begun.data;
const by = (command: JobCommandData, onBehalfOf = processorId): JobCommandBy => ({ ...command, onBehalfOf });
const result: BulkResult = { counts: { done: 1, unchanged: 0, skipped: 0, refused: 0 }, refusedBy: {}, refused: [] };
const paused: JobEvent = { type: 'BulkPaused', data: { why: 'asked', at } };
const resumed: JobEvent = { type: 'BulkResumed', data: { at } };
const cancelled: JobEvent = { type: 'BulkCancelled', data: { at } };
const completed: JobEvent = { type: 'BulkCompleted', data: { ...result, at } };

describe('a job with many notices', () => {
  const job = spec(jobDecider);

  it('is begun once: with what, by whom, and how many', () => {
    const { at: _, processorId: __, ...what } = begun.data;
    const begin = by({ type: 'begin', ...what });
    job.given([]).when(begin, at).then([begun]);
    job.given([begun]).when(begin, at).then([]);
  });

  it('is not begun with a template that names what nobody knows', () => {
    const { at: _, processorId: __, ...what } = begun.data;
    const templates = { en: { subject: 'Incident {{nix}}', text: '{{nature}}' } };
    job
      .given([])
      .when(by({ type: 'begin', ...what, task: { what: 'draft', templates } }), at)
      .thenRefused('unknown-placeholder', 'templates.en.subject');
  });

  it('is paused and resumed, and cancelled from either', () => {
    job
      .given([begun])
      .when(by({ type: 'pause', why: 'asked' }), at)
      .then([paused]);
    job
      .given([begun, paused])
      .when(by({ type: 'pause', why: 'asked' }), at)
      .then([]);
    job
      .given([begun, paused])
      .when(by({ type: 'resume' }), at)
      .then([resumed]);
    job
      .given([begun])
      .when(by({ type: 'resume' }), at)
      .then([]);
    job
      .given([begun])
      .when(by({ type: 'cancel' }), at)
      .then([cancelled]);
    job
      .given([begun, paused])
      .when(by({ type: 'cancel' }), at)
      .then([cancelled]);
    job
      .given([begun, cancelled])
      .when(by({ type: 'cancel' }), at)
      .then([]);
  });

  it('completes only while it runs: a slice that ends after a pause completes nothing', () => {
    job
      .given([begun])
      .when(by({ type: 'complete', result }), at)
      .then([completed]);
    job
      .given([begun, paused])
      .when(by({ type: 'complete', result }), at)
      .then([]);
    job
      .given([begun, cancelled])
      .when(by({ type: 'complete', result }), at)
      .then([]);
  });

  it('says how far it came also when it was stopped meanwhile', () => {
    const advanced: JobEvent = { type: 'BulkAdvanced', data: { ...result, at } };
    job
      .given([begun, cancelled])
      .when(by({ type: 'advance', result }), at)
      .then([advanced]);
    job
      .given([begun, completed])
      .when(by({ type: 'advance', result }), at)
      .then([]);
  });

  it('is not taken up again once it has ended', () => {
    for (const end of [cancelled, completed])
      job
        .given([begun, end])
        .when(by({ type: 'resume' }), at)
        .thenRefused('job-ended');
    job
      .given([begun, completed])
      .when(by({ type: 'cancel' }), at)
      .thenRefused('job-ended');
  });

  it('is nobody else’s: another processor’s job is not there', () => {
    job
      .given([begun])
      .when(by({ type: 'cancel' }, 'somebody'), at)
      .thenRefused('not-found');
    job
      .given([])
      .when(by({ type: 'pause', why: 'asked' }), at)
      .thenRefused('not-found');
  });
});

describe('the golden events of a job', () => {
  const types = Object.keys(jobEvents);

  it('exist for every type and version, and replay', () => {
    expect(readdirSync(folder).sort()).toEqual(types.map((type) => `${type}.v1.json`).sort());
    expect(fold(jobDecider, types.map(golden))).toMatchObject({ status: 'completed', job: { total: 10_000 } });
  });

  it('seal the words of a person under the incident', () => {
    const { personal } = jobEvents['BulkBegun'] ?? {};
    for (const pointer of ['/task/templates', '/task/reason'])
      expect(personal?.[pointer]?.(begun.data as never, 'bulk-1')).toEqual([`incident:${begun.data.incidentId}`]);
  });
});
