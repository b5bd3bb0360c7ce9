import { readdirSync, readFileSync } from 'node:fs';
import { spec, type Instant } from '@art33/event-log';
import { batchDecider, batchEvents, type BatchEvent } from './batch.js';

const at: Instant = '2026-10-24T08:00:00.000Z';
const held: BatchEvent = { type: 'BatchHeld', data: { at } };
const released: BatchEvent = { type: 'BatchReleased', data: { at } };
const cancelled: BatchEvent = { type: 'BatchCancelled', data: { at } };

describe('a batch of messages', () => {
  const batch = spec(batchDecider);

  it('is held, released and held again', () => {
    batch.given([]).when({ type: 'hold' }, at).then([held]);
    batch.given([held]).when({ type: 'release' }, at).then([released]);
    batch.given([held, released]).when({ type: 'hold' }, at).then([held]);
  });

  it('stays as it is where nothing changes', () => {
    batch.given([]).when({ type: 'release' }, at).then([]);
    batch.given([held]).when({ type: 'hold' }, at).then([]);
    batch.given([cancelled]).when({ type: 'cancel' }, at).then([]);
  });

  it('is cancelled once and for all', () => {
    batch.given([held]).when({ type: 'cancel' }, at).then([cancelled]);
    batch.given([cancelled]).when({ type: 'release' }, at).thenRefused('batch-cancelled');
    batch.given([cancelled]).when({ type: 'hold' }, at).thenRefused('batch-cancelled');
  });

  it('has a golden event of every type and version', () => {
    const folder = new URL('./batch-golden/', import.meta.url);
    const files = readdirSync(folder).sort();
    expect(files).toEqual(
      Object.keys(batchEvents)
        .map((type) => `${type}.v1.json`)
        .sort(),
    );
    const golden = files.map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as BatchEvent);
    expect(golden.map(({ data }) => data)).toEqual([{ at }, { at }, { at }]);
  });
});
