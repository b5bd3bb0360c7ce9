import { scratchModels, type ReadModelDb, type ReadModels, type RecordedEvent } from '@art33/event-log';
import type { TokenEvent } from '../domain/events.js';
import { KnownTokens, tokenProjection } from './tokens.js';

const organisation = '11111111-1111-4111-8111-111111111111';
const hash = 'ab'.repeat(32);
const now = '2026-10-23T19:40:00.000Z';

/** The models after these events of tokens, each with its token's id. */
function models(...events: readonly (readonly [id: string, event: TokenEvent])[]) {
  const db = scratchModels([tokenProjection]);
  apply(db, ...events);
  return db;
}
function apply(db: ReadModelDb, ...events: readonly (readonly [id: string, event: TokenEvent])[]): void {
  events.forEach(([id, event], logNumber) =>
    tokenProjection.apply(
      {
        ...event,
        stream: `token-${id}`,
        logNumber,
        recordedAt: now,
        metadata: { actor: { kind: 'system', id: 'cli' } },
      } as RecordedEvent,
      db,
    ),
  );
}
/** Tokens as these models show them, and what happens when the models change. */
function known(db: ReadModelDb) {
  const listeners: (() => void)[] = [];
  const of = { db, onChange: (listener: () => void) => listeners.push(listener) } as unknown as ReadModels;
  return { tokens: new KnownTokens(of), changed: () => listeners.forEach((listener) => listener()) };
}
const principalByHash = (db: ReadModelDb, of: string, at: string) => known(db).tokens.principal(of, () => at);
const issued = (change: Partial<Extract<TokenEvent, { type: 'TokenIssued' }>['data']> = {}): TokenEvent => ({
  type: 'TokenIssued',
  data: { organisation, role: 'processor', label: 'test', hash, expiresAt: null, ...change },
});
const revoked: TokenEvent = { type: 'TokenRevoked', data: { at: now } };

describe('the principal behind a token', () => {
  test('acts for its organisation in its role, under the id of the token', () => {
    expect(principalByHash(models(['t1', issued({ role: 'auditor' })]), hash, now)).toEqual({
      actor: { kind: 'token', id: 't1' },
      organisation,
      role: 'auditor',
      rights: ['auditor'],
    });
  });
  test('is nobody where the token is unknown', () => {
    expect(principalByHash(models(['t1', issued()]), 'cd'.repeat(32), now)).toBeUndefined();
    expect(principalByHash(models(), hash, now)).toBeUndefined();
  });
  test('is nobody from the very instant at which the token expires', () => {
    const db = models(['t1', issued({ expiresAt: now })]);
    expect(principalByHash(db, hash, '2026-10-23T19:39:59.999Z')).toBeDefined();
    expect(principalByHash(db, hash, now)).toBeUndefined();
  });
  test('is nobody once the token is revoked; other tokens stay', () => {
    const other = 'cd'.repeat(32);
    const db = models(['t1', issued()], ['t2', issued({ hash: other })], ['t1', revoked]);
    expect(principalByHash(db, hash, now)).toBeUndefined();
    expect(principalByHash(db, other, now)?.actor.id).toBe('t2');
  });
  test('is found once for many requests, and still expires between two of them', () => {
    const db = models(['t1', issued({ expiresAt: now })]);
    const { tokens } = known(db);
    const before = tokens.principal(hash, () => '2026-10-23T19:39:59.999Z');
    db.sql('DELETE FROM identity_tokens').run();
    expect(tokens.principal(hash, () => '2026-10-23T19:39:59.999Z')).toBe(before);
    expect(tokens.principal(hash, () => now)).toBeUndefined();
  });
  test('is looked for anew as soon as the models show more', () => {
    const db = models(['t1', issued()]);
    const { tokens, changed } = known(db);
    expect(tokens.principal(hash, () => now)).toBeDefined();
    apply(db, ['t1', revoked]);
    changed();
    expect(tokens.principal(hash, () => now)).toBeUndefined();
  });
});
