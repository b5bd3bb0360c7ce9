import { Api, type Answer } from '../../apps/cli/src/api-client.js';
import { peopleOf, type House } from './houses.js';
import type { Installation } from './installation.js';
import type { StatementTrace } from './statements.js';

/** What differs between any two answers, whatever was asked: when it was given, and the request's own number. */
const OF_THE_REQUEST = ['date', 'art33-correlation', 'connection', 'keep-alive'];

/** A workbook says in many places when it was packed, by the machine's clock: two of one length hold the same. */
const isWorkbook = (headers: Headers): boolean => headers.get('content-type')?.includes('spreadsheetml') ?? false;

/** An answer with everything that somebody outside can see of it. */
export const whole = ({ status, text, headers }: Pick<Answer, 'status' | 'text' | 'headers'>) => ({
  status,
  text: isWorkbook(headers) ? '' : text,
  headers: Object.fromEntries([...headers].filter(([name]) => !OF_THE_REQUEST.includes(name))),
});

export type Send = (headers: Readonly<Record<string, string>>) => Promise<Answer>;

/**
 * Holds that two requests cannot be told apart, neither by what is answered nor by what was run for it. Who asks is looked up
 * once and kept until the read models change, and an auditor's first look is noted: so the asker has asked for nothing before.
 */
export const alike =
  (trace: StatementTrace, art33: Installation) =>
  async (what: readonly unknown[], foreign: Send, unknown: Send): Promise<Alike> => {
    const traced = async (send: Send): Promise<Alike> => {
      const [answer, statements] = await trace.of(send);
      return { ...whole(answer), statements };
    };
    const { log } = art33.service.stores;
    for (let before = -1; before !== (await log.head()).size;) {
      await art33.settled();
      before = (await log.head()).size;
      await unknown({});
      await art33.settled();
    }
    const [one, other] = [await traced(foreign), await traced(unknown)];
    expect([...what, one]).toEqual([...what, other]);
    return one;
  };
export type Alike = ReturnType<typeof whole> & { readonly statements: readonly string[] };

/** Everybody who can ask for a house's records, and two who may not. */
export async function everybody(art33: Installation, house: House): Promise<readonly (readonly [string, Api])[]> {
  const all = [...peopleOf(house), ['operator', art33.operator], ['nobody', new Api(art33.url)]] as const;
  await art33.settled();
  return all;
}
