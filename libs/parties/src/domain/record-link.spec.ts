import { spec } from '@art33/event-log';
import { linkedPair, recordLinkDecider, recordLinkStream } from './record-link.js';

const now = '2026-10-24T07:30:00.000Z';
const by = { kind: 'person', id: 'p' } as const;
const organisations = linkedPair('b', 'a');
const link = { type: 'link', organisations, by } as const;
const unlink = { type: 'unlink', organisations, by } as const;
const linked = { type: 'RecordsLinked', data: { organisations: ['a', 'b'], by, at: now } } as const;
const ended = { type: 'RecordLinkEnded', data: { organisations: ['a', 'b'], by, at: now } } as const;

describe('a link between two records', () => {
  test('is one, from whichever side it is made', () => {
    expect(recordLinkStream('a', 'b')).toBe(recordLinkStream('b', 'a'));
    expect(recordLinkStream('a', 'b')).not.toBe(recordLinkStream('a', 'c'));
    spec(recordLinkDecider).given([]).when(link, now).then([linked]);
    spec(recordLinkDecider).given([linked]).when(link, now).then([]);
  });
  test('is taken back once, and can be made again', () => {
    spec(recordLinkDecider).given([]).when(unlink, now).then([]);
    spec(recordLinkDecider).given([linked]).when(unlink, now).then([ended]);
    spec(recordLinkDecider).given([linked, ended]).when(unlink, now).then([]);
    spec(recordLinkDecider).given([linked, ended]).when(link, now).then([linked]);
  });
});
