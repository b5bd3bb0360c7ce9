import { rmSync } from 'node:fs';
import { paths } from '../../apps/server/src/stores.js';
import type { Answer, Api } from '../../apps/cli/src/api-client.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { latestTo, linkIn, visitor } from '../support/mail.js';
import {
  caseOf,
  COMPLETE,
  incidentOf,
  known,
  listed,
  logIncident,
  noticesOf,
  noticeTo,
  problemOf,
  tell,
} from '../support/story.js';

const AT = '2026-10-20T09:00+02:00';

let art33: Installation;
let lumitra: Processor;
let practice: Controller;
let incident: string;

beforeEach(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
  lumitra = await art33.processor('lumitra');
  await lumitra.api.done('put', 'organisation/settings', { onCallAddress: 'oncall@lumitra.example' });
  practice = await art33.controller(lumitra);
  await art33.at('2026-10-20T09:10+02:00');
  incident = await incidentOf(lumitra, [known('breach-established', AT)], practice);
  await art33.settled();
});
afterEach(() => art33.stop());

const head = async (): Promise<number> => (await art33.service.stores.log.head()).size;
/** An answer as its receiver keeps it. */
const kept = ({ status, body, headers }: Answer) => ({
  status,
  body,
  etag: headers.get('ETag'),
  position: headers.get('Art33-Position'),
});
const post = (api: Api, path: string, body: unknown, key: string) => api.post(path, body, { 'Idempotency-Key': key });

/** One request with its key, and the same key with another body. */
interface Keyed {
  readonly api: Api;
  readonly path: string;
  readonly body: object;
  readonly other: object;
}

/** Everything that makes a record. What a case needs has been told before. */
async function creations(): Promise<Readonly<Record<string, Keyed>>> {
  const { id: file } = await caseOf(practice);
  const registration = { name: 'Praxis Neu', address: { street: 'Weg 2', city: 'Kempten' }, land: 'BY' };
  const { id: fresh } = await lumitra.api.done('post', 'controllers', registration);
  const filing = { phase: 'initial', authority: 'BayLDA', filedAt: AT };
  const { api } = lumitra;
  return {
    controller: { api, path: 'controllers', body: registration, other: { ...registration, name: 'Praxis Anders' } },
    contact: {
      api,
      path: `controllers/${practice.id}/contacts`,
      body: { name: 'Leitung', email: 'leitung@example.org' },
      other: { name: 'Leitung', email: 'andere@example.org' },
    },
    agreement: {
      api,
      path: 'agreements',
      body: { controllerId: fresh, termsId: lumitra.termsId, termsVersion: 1, from: '2026-01-01' },
      other: { controllerId: fresh, termsId: lumitra.termsId, termsVersion: 1, from: '2026-02-01' },
    },
    incident: { api, path: 'incidents', body: COMPLETE, other: { ...COMPLETE, title: 'Etwas anderes' } },
    measure: {
      api,
      path: `incidents/${incident}/measures`,
      body: { description: 'Zugang gesperrt', stage: 'taken' },
      other: { description: 'Zugang gesperrt', stage: 'proposed' },
    },
    filing: { api: practice.api, path: `cases/${file}/filings`, body: filing, other: { ...filing, authority: 'HBDI' } },
    communication: {
      api: practice.api,
      path: `cases/${file}/communications`,
      body: { outcome: 'required', decidedBy: 'Dr. Muster', at: AT },
      other: { outcome: 'sent', decidedBy: 'Dr. Muster', at: AT },
    },
  };
}

describe('One Idempotency-Key on creating routes', () => {
  it('gives the same request the same answer, and records it once', async () => {
    await tell(lumitra, incident);
    await art33.settled();
    for (const [name, { api, path, body }] of Object.entries(await creations())) {
      const first = await post(api, path, body, `key-${name}`);
      expect([name, first.status]).toEqual([name, 201]);
      await art33.settled();
      const size = await head();
      const second = await post(api, path, body, `key-${name}`);
      expect([name, kept(second)]).toEqual([name, kept(first)]);
      expect([name, await head()]).toEqual([name, size]);
    }
  });

  it('refuses the key for another body and for another route with 422, and records nothing', async () => {
    await tell(lumitra, incident);
    await art33.settled();
    const { id: file } = await caseOf(practice);
    for (const [name, { api, path, body, other }] of Object.entries(await creations())) {
      await post(api, path, body, `key-${name}`);
      await art33.settled();
      const size = await head();
      const refused = await post(api, path, other, `key-${name}`);
      expect([name, problemOf(refused)]).toEqual([name, { status: 422, code: 'idempotency-key-reused' }]);
      expect(refused.body['errors']).toMatchObject([{ field: 'Idempotency-Key' }]);
      const route = api === practice.api ? `cases/${file}/closure` : `incidents/${incident}/closure`;
      const elsewhere = await post(api, route, {}, `key-${name}`);
      expect([name, problemOf(elsewhere)]).toEqual([name, { status: 422, code: 'idempotency-key-reused' }]);
      expect([name, await head()]).toEqual([name, size]);
    }
  });

  it('gives two parallel requests one record and one answer', async () => {
    await tell(lumitra, incident);
    await art33.settled();
    for (const [name, { api, path, body }] of Object.entries(await creations())) {
      const size = await head();
      const answers = await Promise.all([1, 2, 3].map(() => post(api, path, body, `parallel-${name}`)));
      expect([name, answers.map(({ status }) => status)]).toEqual([name, [201, 201, 201]]);
      for (const answer of answers) expect([name, kept(answer)]).toEqual([name, kept(answers[0] as Answer)]);
      const written = answers[0]?.body['events'] as readonly unknown[];
      expect([name, (await head()) - size]).toEqual([name, written.length]);
      await art33.settled();
    }
  });

  it('of two parallel requests with different bodies records one, and refuses the other', async () => {
    const answers = await Promise.all(
      ['eins', 'zwei'].map((title) => post(lumitra.api, 'incidents', { ...COMPLETE, title }, 'contested')),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422]);
    await art33.settled();
    expect((await listed(lumitra.api, 'incidents')).items).toHaveLength(2);
  });

  it('stands for one organisation: the same key of another is another key', async () => {
    const other = await art33.processor('ratiomedicus');
    const [one, two] = [
      await post(lumitra.api, 'incidents', COMPLETE, 'k'),
      await post(other.api, 'incidents', COMPLETE, 'k'),
    ];
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(one.body['id']).not.toBe(two.body['id']);
  });

  it('holds beyond the record’s own history: an agreement that ended meanwhile is not concluded anew', async () => {
    const registration = { name: 'Praxis Neu', address: { street: 'Weg 2', city: 'Kempten' }, land: 'BY' };
    const { id: controllerId } = await lumitra.api.done('post', 'controllers', registration);
    const body = { controllerId, termsId: lumitra.termsId, termsVersion: 1, from: '2026-01-01' };
    const first = await post(lumitra.api, 'agreements', body, 'agreement');
    await lumitra.api.done('post', `agreements/${String(first.body['id'])}/end`, { until: '2026-10-01' });
    expect(kept(await post(lumitra.api, 'agreements', body, 'agreement'))).toEqual(kept(first));
    const { items } = await listed(lumitra.api, `agreements?controllerId=${String(controllerId)}`);
    expect(items).toHaveLength(1);
  });

  it.each(['', ' ', 'with space', 'ümlaut', 'x'.repeat(201)])('refuses the key %j', async (key) => {
    const answer = await lumitra.api.post('incidents', COMPLETE, { 'Idempotency-Key': encodeHeader(key) });
    expect(problemOf(answer)).toEqual({ status: 422, code: 'invalid-request' });
    expect(answer.body['errors']).toMatchObject([{ field: 'Idempotency-Key' }]);
  });
  /** As fetch takes it: header values are bytes. */
  const encodeHeader = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
});

describe('One Idempotency-Key on bulk routes', () => {
  const bulk = (step: string) => `incidents/${incident}/notices/${step}`;

  it('gives each step of many notices the same answer again, also after the steps that followed', async () => {
    const more = [practice, await art33.controller(lumitra, { emails: ['zwei@example.org'] })];
    const many = await incidentOf(lumitra, [known('breach-established', AT)], ...more);
    await art33.settled();
    const steps: readonly (readonly [string, object])[] = [
      ['drafts', {}],
      ['approvals', {}],
      ['sendings', {}],
    ];
    const first = new Map<string, Answer>();
    for (const [step, body] of steps) {
      const answer = await post(lumitra.api, `incidents/${many}/notices/${step}`, body, `bulk-${step}`);
      expect([step, answer.body]).toMatchObject([step, { counts: { total: 2, done: 2, refused: 0 } }]);
      first.set(step, answer);
      await art33.settled();
    }
    const [size, mails] = [await head(), art33.mail.received.length];
    for (const [step, body] of steps) {
      const again = await post(lumitra.api, `incidents/${many}/notices/${step}`, body, `bulk-${step}`);
      expect([step, kept(again)]).toEqual([step, kept(first.get(step) as Answer)]);
    }
    await art33.settled();
    expect([await head(), art33.mail.received.length]).toEqual([size, mails]);
  });

  it('refuses the key for another body', async () => {
    await post(lumitra.api, bulk('drafts'), {}, 'bulk');
    await art33.settled();
    const refused = await post(lumitra.api, bulk('drafts'), { everyone: true }, 'bulk');
    expect(problemOf(refused)).toEqual({ status: 422, code: 'idempotency-key-reused' });
  });

  it('sends once when two press at the same time', async () => {
    await lumitra.api.done('post', bulk('drafts'));
    await lumitra.api.done('post', bulk('approvals'));
    const answers = await Promise.all([1, 2].map(() => post(lumitra.api, bulk('sendings'), {}, 'sendings')));
    expect(kept(answers[1] as Answer)).toEqual(kept(answers[0] as Answer));
    await art33.settled();
    expect(art33.mail.received).toHaveLength(1);
  });

  it('lists whom a selection affects once, however often it is asked, in parallel too', async () => {
    const fresh = await logIncident(lumitra);
    const list = () => post(lumitra.api, `incidents/${fresh}/affected`, { terms: lumitra.termsId }, 'affected');
    const answers = await Promise.all([list(), list()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(kept(answers[1] as Answer)).toEqual(kept(answers[0] as Answer));
    expect(kept(await list())).toEqual(kept(answers[0] as Answer));
    await art33.settled();
    expect((await noticesOf(lumitra, fresh)).counts.total).toBe(1);
  });
});

describe('A node that lost everything but its log and keys', () => {
  it('gives a repeated request the same answer, and refuses the key for another body', async () => {
    const first = await post(lumitra.api, 'incidents', COMPLETE, 'before');
    const drafts = await post(lumitra.api, `incidents/${incident}/notices/drafts`, {}, 'drafts-before');
    await art33.settled();
    const size = await head();
    await loseModels();
    expect(kept(await post(lumitra.api, 'incidents', COMPLETE, 'before'))).toEqual(kept(first));
    expect(kept(await post(lumitra.api, `incidents/${incident}/notices/drafts`, {}, 'drafts-before'))).toEqual(
      kept(drafts),
    );
    const refused = await post(lumitra.api, 'incidents', { ...COMPLETE, title: 'anders' }, 'before');
    expect(problemOf(refused).code).toBe('idempotency-key-reused');
    await art33.settled();
    expect(await head()).toBe(size);
  });

  it('builds the same models, writes no event and sends no mail a second time', async () => {
    await tell(lumitra, incident);
    await art33.settled();
    const link = linkIn(await latestTo(art33, 'praxis@example.org'), 'n');
    await visitor(art33).press(`${link}/acknowledgement`, { name: 'Dr. Muster' });
    await art33.at('2026-10-20T21:00+02:00');
    const [size, mails] = [await head(), art33.mail.received.length];
    const shown = [await noticeTo(lumitra, incident, practice), await caseOf(practice)];
    await loseModels();
    await art33.at('2026-10-20T21:00+02:00');
    expect([await noticeTo(lumitra, incident, practice), await caseOf(practice)]).toEqual(shown);
    expect([await head(), art33.mail.received.length]).toEqual([size, mails]);
  });

  async function loseModels(): Promise<void> {
    await art33.stopService();
    rmSync(paths(art33.dataDirectory).models, { recursive: true });
    await art33.startService();
    await art33.settled();
  }
});
