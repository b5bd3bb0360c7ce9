import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../../apps/cli/src/api-client.js';
import { alike, everybody, whole } from '../support/alike.js';
import { ask } from '../support/bodies.js';
import { some } from '../support/full.js';
import { idsOf, peopleOf, twoHouses, type House } from '../support/houses.js';
import type { Installation } from '../support/installation.js';
import { answersOnce, hasParameter, unknownIds } from '../support/routes.js';
import { operations, type Operation } from '../support/operations.js';
import { StatementTrace } from '../support/statements.js';

let art33: Installation;
let mine: House;
let theirs: House;
let trace: StatementTrace;

beforeAll(async () => {
  trace = new StatementTrace();
  ({ art33, mine, theirs } = await twoHouses());
});
afterAll(async () => {
  await art33.stop();
  trace.stop();
});

const lists = () =>
  operations().filter(
    (each) => each.method === 'GET' && !hasParameter(each) && answersOnce(each) && each.query.length > 0,
  );
const saved = ({ query }: Operation): readonly string[] =>
  query.some(({ name }) => name === 'format') ? ['', '&format=csv', '&format=xlsx'] : [''];
const counted = ({ query }: Operation): string => (query.some(({ name }) => name === 'count') ? '&count=true' : '');

/** Which record a filter of a list names; `null`: none. A filter that comes later must be named here. */
const FILTERS: Readonly<Record<string, string | null>> = {
  incident: 'incident',
  agreement: 'agreement',
  controller: 'controller',
  controllerId: 'controller',
  termsId: 'terms',
  aboutId: 'notice',
  subject: 'incident',
  subprocessor: 'subprocessor',
  subprocessorId: 'subprocessor',
  processor: 'processor',
  reference: 'reference',
  reader: 'token',
  record: 'incident',
  stream: 'stream',
};
/** Filters by what is no record. */
const PLAIN =
  /^(asOf|at|attributes|category|channel|clock|count|cursor|excludedAttributes|filter|format|from|grade|implicated|imported|inForceAt|kind|land|lang|limit|missed|outcome|overdue|ownerKind|q|recipientKnown|regime|role|sep|sort|startIndex|state|status|aboutKind|type|until|version|withoutNoticeContact|assessment|.*(From|Until))$/;

const foreignId = (meant: string): string => {
  if (meant === 'stream') return `incident-${theirs.ids['incident']}`;
  if (meant === 'processor') return theirs.processor.id;
  if (meant === 'reference') return theirs.ids['reportReference'] ?? '';
  return idsOf(theirs)(meant);
};
const unknownId = (meant: string): string => {
  if (meant === 'stream') return `incident-${unknownIds('incident')}`;
  if (meant === 'reference') return foreignId(meant).replace(/.$/, (last) => (last === '2' ? '3' : '2'));
  return unknownIds(meant);
};

describe("Another organisation's id and one that does not exist are one and the same", () => {
  it('in every filter of every list, counted and saved too', async () => {
    const callers = await everybody(art33, mine);
    const tried: string[] = [];
    for (const list of lists()) {
      for (const { name } of list.query) {
        if (PLAIN.test(name)) continue;
        const meant = FILTERS[name];
        if (meant === undefined || meant === null) throw new Error(`say in FILTERS what ${name} of ${list.path} names`);
        tried.push(name);
        for (const format of saved(list)) {
          for (const [who, api] of some(format === '' ? callers : [callers[0]!, callers[2]!], 4)) {
            if (who === 'operator' && list.path === 'imports') continue;
            const path = (id: string) => `${list.path}?${name}=${encodeURIComponent(id)}${counted(list)}${format}`;
            await alike(trace, art33)(
              [list.path, name, format, who],
              (headers) => api.get(path(foreignId(meant)), headers),
              (headers) => api.get(path(unknownId(meant)), headers),
            );
          }
        }
      }
    }
    expect(new Set(tried).size).toBeGreaterThan(8);
  });

  it('in every search: by the beginning of an id, and by a name', async () => {
    const callers = await everybody(art33, mine);
    const searched = lists().filter(({ query }) => query.some(({ name }) => name === 'q'));
    expect(searched.length).toBeGreaterThan(5);
    const words: readonly (readonly [string, string])[] = [
      ...Object.entries(theirs.ids)
        .filter(([, id]) => /^[0-9a-f]{8}-/.test(id))
        .map(([, id]) => [id.slice(0, 8), '0f0f0f0f'] as const),
      ['lumitra', 'lunitra'],
      ['Praxis von lumitra', 'Praxis von lunitra'],
    ];
    for (const list of searched) {
      for (const [there, nowhere] of words) {
        for (const [who, api] of some(callers.slice(0, 4), 4)) {
          const path = (q: string) => `${list.path}?q=${encodeURIComponent(q)}${counted(list)}`;
          await alike(trace, art33)(
            [list.path, there, who],
            (headers) => api.get(path(there), headers),
            (headers) => api.get(path(nowhere), headers),
          );
        }
      }
    }
  });

  it('in every cursor', async () => {
    const callers = await everybody(art33, mine);
    const minted: string[] = [];
    for (const list of lists()) {
      if (!list.query.some(({ name }) => name === 'cursor')) continue;
      for (const [, owner] of peopleOf(theirs)) {
        const { body } = await owner.get(`${list.path}?limit=1`);
        const cursor = body['nextCursor'];
        if (typeof cursor !== 'string') continue;
        minted.push(list.path);
        for (const [who, api] of callers) {
          if (who === 'operator' && list.path === 'imports') continue;
          await alike(trace, art33)(
            [list.path, cursor, who],
            (headers) => api.get(`${list.path}?cursor=${cursor}`, headers),
            (headers) => api.get(`${list.path}?cursor=${beside(cursor)}`, headers),
          );
        }
      }
    }
    expect(new Set(minted).size).toBeGreaterThan(5);
  });

  it('in every body', async () => {
    const { ids } = mine;
    const bodies: readonly (readonly [Api, 'POST' | 'PUT', string, (id: (meant: string) => string) => object])[] = [
      [
        mine.processor.api,
        'POST',
        'agreements',
        (id) => ({ controllerId: id('controller'), termsId: ids['terms'], termsVersion: 1, from: '2026-01-01' }),
      ],
      [
        mine.processor.api,
        'POST',
        'agreements',
        (id) => ({ controllerId: ids['controller'], termsId: id('terms'), termsVersion: 1, from: '2026-01-01' }),
      ],
      [
        mine.processor.api,
        'POST',
        `incidents/${ids['incident']}/affected`,
        (id) => ({ agreements: [id('agreement')] }),
      ],
      [mine.processor.api, 'POST', `incidents/${ids['incident']}/affected`, (id) => ({ terms: id('terms') })],
      [
        mine.processor.api,
        'POST',
        `incidents/${ids['incident']}/affected/preview`,
        (id) => ({ agreements: [id('agreement')] }),
      ],
      [mine.processor.api, 'POST', `incidents/${ids['incident']}/affected/preview`, (id) => ({ terms: id('terms') })],
      [mine.processor.api, 'POST', `reports/${ids['report']}/link`, (id) => ({ incidentId: id('incident') })],
      [mine.processor.api, 'POST', `notices/${ids['notice']}/sending`, (id) => ({ recipients: [id('contact')] })],
      [
        mine.processor.api,
        'POST',
        `notices/${ids['notice']}/lateness-reasons`,
        (id) => ({ dutyId: id('duty'), reason: 'x' }),
      ],
      [
        mine.processor.api,
        'POST',
        `notices/${ids['notice']}/not-required`,
        (id) => ({ dutyId: id('duty'), reason: 'x', decidedBy: 'x' }),
      ],
      [
        mine.processor.api,
        'POST',
        `notices/${ids['notice']}/links/revocation`,
        (id) => ({ messageId: id('message'), reason: 'x' }),
      ],
      ...['drafts', 'approvals', 'sendings'].map(
        (step) =>
          [
            mine.processor.api,
            'POST',
            `incidents/${ids['incident']}/notices/${step}`,
            (id: (meant: string) => string) => ({ notices: [id('notice')] }),
          ] as const,
      ),
      [
        mine.processor.api,
        'POST',
        `incidents/${ids['incident']}/jobs/preview`,
        (id) => ({ what: 'approve', notices: [id('notice')] }),
      ],
      [
        mine.processor.api,
        'POST',
        `incidents/${ids['incident']}/jobs`,
        (id) => ({ what: 'approve', notices: [id('notice')] }),
      ],
      [mine.processor.api, 'POST', `incidents/${ids['incident']}/print-runs`, (id) => ({ notices: [id('notice')] })],
    ];
    const { size } = await art33.service.stores.log.head();
    for (const [api, method, path, bodyOf] of bodies) {
      await everybody(art33, mine);
      const { status } = await alike(trace, art33)(
        [path, bodyOf((meant) => meant)],
        (headers) => ask(api, { method }, path, bodyOf(idsOf(theirs)), headers),
        // Words that name the id that was sent would differ by that alone.
        async (headers) => {
          const answer = await ask(api, { method }, path, bodyOf(unknownIds), headers);
          return { ...answer, text: named(answer.text, bodyOf) };
        },
      );
      expect([path, status < 500]).toEqual([path, true]);
    }
    expect((await art33.service.stores.log.head()).size).toBe(size);
  });
});

/** The same text with the ids that were sent in the place of the unknown ones. */
const named = (text: string, bodyOf: (id: (meant: string) => string) => object): string => {
  let swapped = text;
  bodyOf((meant) => {
    swapped = swapped.replaceAll(unknownIds(meant), idsOf(theirs)(meant));
    return '';
  });
  return swapped;
};

/** A cursor that ends right behind this one: no row lies between the two. */
const beside = (cursor: string): string => {
  const key = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as (string | number)[];
  const last = key.at(-1);
  const near = typeof last === 'number' ? last : `${last}!`;
  return Buffer.from(JSON.stringify([...key.slice(0, -1), near]), 'utf8').toString('base64url');
};

describe('The live stream', () => {
  it('begins alike at whichever number, and tells nothing of a stream of others', async () => {
    const listen = async (api: Api, path: string, headers: Readonly<Record<string, string>> = {}) => {
      const asked = get(`${art33.url}/api/v1/${path}`, {
        agent: false,
        headers: { Authorization: `Bearer ${api.token}`, ...headers },
      });
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      await sleep(150);
      asked.destroy();
      return { status: answer.statusCode ?? 0, text, headers: new Headers(answer.headers as Record<string, string>) };
    };
    for (const [who, api] of [
      ['processor', mine.processor.api],
      ['practice', mine.practice.api],
    ] as const) {
      for (const prefix of ['incident', 'notice', 'case', 'message', 'agreement']) {
        const path = (id: string) => `live?after=-1&stream=${prefix}-${id}`;
        // All streams are read for together: what is run for one of them alone is the number that it begins at.
        const foreign = whole(await listen(api, path(theirs.ids[prefix] ?? '')));
        expect([who, prefix, foreign]).toEqual([who, prefix, whole(await listen(api, path(unknownIds(prefix))))]);
        expect([who, prefix, foreign.status, foreign.text.includes('logNumber')]).toEqual([who, prefix, 200, false]);
      }
      // Where somebody stopped reading is a number; whose event stands there makes no difference.
      const own = await listen(api, 'live', { 'Last-Event-ID': mine.ids['event'] ?? '' });
      const foreign = await listen(api, 'live', { 'Last-Event-ID': theirs.ids['event'] ?? '' });
      for (const id of Object.values(theirs.ids).filter((one) => /^[0-9a-f]{8}-/.test(one))) {
        expect([who, own.text.includes(id), foreign.text.includes(id)]).toEqual([who, false, false]);
      }
      expect([who, own.status, foreign.status]).toEqual([who, 200, 200]);
    }
    expect((await listen(mine.processor.api, `live?after=-1&stream=incident-${mine.ids['incident']}`)).text).toContain(
      'IncidentLogged',
    );
  });
});
