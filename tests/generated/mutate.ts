import type { Chance } from './chance.js';
import { deep, hostile, HOSTILE_TEXTS, HUGE_LITERALS, HUGE_NUMBERS } from './hostile.js';
import type { Request } from './request.js';

export const MUTATIONS = [
  'field',
  'type',
  'missing',
  'extra',
  'huge',
  'deep',
  'text',
  'bytes',
  'address',
  'query',
  'header',
] as const;
export type Mutation = (typeof MUTATIONS)[number];

/** Places in a value, from the outside in. */
function placesOf(value: unknown, at: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Object.entries(value).flatMap(([key, child]) =>
    placesOf(child, [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return [at, ...inner];
}

/** A copy with something else in one place; `undefined` takes the place away. */
function changed(value: unknown, [step, ...rest]: readonly (string | number)[], to: unknown): unknown {
  if (step === undefined) return to;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  const next = changed(copy[step], rest, to);
  if (next === undefined) delete copy[step];
  else Object.defineProperty(copy, step, { value: next, enumerable: true, configurable: true, writable: true });
  return copy;
}

const asHeader = (text: string): string => text.replace(/[^\x20-\x7e]/g, '').slice(0, 2_000);

/** A request that is like a good one, but for one thing. */
export function mutated(
  request: Request,
  chance: Chance,
  cursors: readonly string[],
  mutation = chance.one(MUTATIONS),
): Request {
  const [path = '', query = ''] = request.path.split('?');
  const text = typeof request.body === 'string' ? request.body : '{}';
  const isJson = request.headers['Content-Type'] === 'application/json' || request.body === undefined;
  const withBody = (body: string | Uint8Array): Request =>
    request.method === 'GET'
      ? request
      : { ...request, body, headers: { 'Content-Type': 'application/json', ...request.headers } };
  switch (isJson ? mutation : chance.one(['bytes', 'query', 'header', 'address'] as const)) {
    case 'field':
    case 'type':
    case 'missing': {
      const body: unknown = JSON.parse(text);
      const to =
        mutation === 'missing'
          ? undefined
          : mutation === 'type'
            ? chance.one([null, 1, 'x', true, [], {}])
            : hostile(chance);
      return withBody(JSON.stringify(changed(body, chance.one(placesOf(body)), to)) ?? 'null');
    }
    case 'extra':
      return withBody(
        text.replace(
          /^\{/,
          () =>
            `{${JSON.stringify(chance.one(HOSTILE_TEXTS))}:${JSON.stringify(hostile(chance))}${text === '{}' ? '' : ','}`,
        ),
      );
    case 'huge':
      return withBody(
        text.replace(/"[^"]*"|\d+/g, (whole) =>
          chance.in(2) ? (chance.in(2) ? chance.one(HUGE_LITERALS) : String(chance.one(HUGE_NUMBERS))) : whole,
        ),
      );
    case 'deep': {
      const body: unknown = JSON.parse(text);
      if (chance.in(3)) return withBody('['.repeat(chance.one([100, 5_000, 100_000])));
      return withBody(
        JSON.stringify(changed(body, chance.one(placesOf(body)), deep(chance.one([31, 32, 33, 1_000]), chance))),
      );
    }
    case 'text':
      return withBody(text.slice(0, chance.between(0, text.length)) + chance.one(['', '}', '"', ',', '\u0000', '//']));
    case 'bytes': {
      const bytes = Buffer.from(request.body ?? text);
      for (let i = chance.between(1, 4); i > 0; i--)
        bytes[chance.between(0, Math.max(0, bytes.length - 1))] = chance.between(0, 255);
      return {
        ...withBody(bytes),
        ...(chance.in(4) && {
          headers: {
            'Content-Type':
              asHeader(
                chance.one([
                  'text/plain',
                  'application/xml',
                  'application/json; charset=utf-16',
                  'multipart/form-data',
                  ...HOSTILE_TEXTS,
                ]),
              ) || 'x',
          },
        }),
      };
    }
    case 'address': {
      const parts = path.split('/');
      parts[chance.between(0, parts.length - 1)] = encoded(chance.one(HOSTILE_TEXTS).slice(0, 3_000));
      return { ...request, path: parts.join('/') + (query && `?${query}`) };
    }
    case 'query': {
      const names = [
        ...new URLSearchParams(query).keys(),
        'cursor',
        'limit',
        'sort',
        'asOf',
        'q',
        'format',
        'count',
        '__proto__',
        'limit[]',
      ];
      const pairs = Array.from({ length: chance.between(1, 3) }, () =>
        chance.in(3)
          ? `cursor=${forged(chance, cursors)}`
          : `${chance.one(names)}=${encoded(String(chance.one([...HOSTILE_TEXTS.slice(0, 52), ...HUGE_NUMBERS])).slice(0, 3_000))}`,
      );
      return { ...request, path: `${path}?${[query, ...pairs].filter(Boolean).join('&')}` };
    }
    case 'header': {
      const name = chance.one([
        'If-Match',
        'Idempotency-Key',
        'Art33-Position',
        'Last-Event-ID',
        'Accept',
        'Art33-Organisation',
        'X-Forwarded-For',
        'Traceparent',
        'Range',
        'If-None-Match',
      ]);
      const key = name === 'Idempotency-Key' ? chance.uuid() : '';
      return {
        ...request,
        headers: {
          ...request.headers,
          [name]:
            key + asHeader(chance.one([...HOSTILE_TEXTS, '"-1"', '"99999999999"', 'W/"1"', 's:-1', 's:1e9', '*'])),
        },
      };
    }
  }
}

/** Percent-encoded; half a pair of surrogates has no such form. */
const encoded = (text: string): string => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '?'));

/** A cursor that nobody was given: a real one with something else in one place. */
const forged = (chance: Chance, cursors: readonly string[]): string => {
  if (cursors.length === 0) return 'W10';
  const key = JSON.parse(Buffer.from(chance.one(cursors), 'base64url').toString('utf8')) as unknown[];
  const at = chance.between(Math.min(1, key.length - 1), key.length);
  key[at] = chance.one<unknown>([...HUGE_NUMBERS, null, 'x', '', '\u0000', '-1e300', '~', true]);
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
};
