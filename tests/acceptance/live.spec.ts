import { issueToken, type TokenRole } from '@art33/identity';
import { Api } from '../../apps/cli/src/api-client.js';
import { LiveReader } from '../../libs/evidence/src/testing/live-reader.js';
import { buildHouse, type House } from '../support/houses.js';
import { Installation } from '../support/installation.js';
import { incidentOf, known, listed } from '../support/story.js';

describe('Live events of a whole service', () => {
  let art33: Installation;
  let house: House;
  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
    await art33.at('2026-10-20T09:10+02:00');
    house = await buildHouse(art33, 'ratiomedicus', 'hetzner-online-gmbh');
  });
  afterAll(() => art33.stop());

  type Row = { readonly logNumber: number; readonly stream: string; readonly type: string };
  type Holder = readonly [organisation: string, role: TokenRole];
  const holders = (): readonly Holder[] => [
    [house.processor.id, 'processor'],
    [house.processor.id, 'auditor'],
    [house.practice.id, 'controller'],
    [house.practice.id, 'auditor'],
  ];
  const tokenFor = async ([organisation, role]: Holder): Promise<string> => {
    const { token } = await issueToken(art33.service.stores.commands, { organisation, role, label: 'test' });
    await art33.settled();
    return token;
  };
  const listedTo = async (token: string): Promise<readonly Row[]> =>
    (await listed<Row>(new Api(art33.url, token), 'events?limit=200')).items.map(rowOf);
  const rowOf = ({ logNumber, stream, type }: Row): Row => ({ logNumber, stream, type });
  const heardBy = ({ events }: LiveReader): readonly unknown[] => (events as unknown as readonly Row[]).map(rowOf);
  const listen = (token: string, headers: Readonly<Record<string, string>> = {}): Promise<LiveReader> =>
    LiveReader.open(`${art33.url}/api/v1/live?after=-1`, { Authorization: `Bearer ${token}`, ...headers });

  it('are to everybody what the list of events shows, no more and no less', async () => {
    for (const holder of holders()) {
      const token = await tokenFor(holder);
      const reader = await listen(token);
      const all = await listedTo(token);
      expect(all.length).toBeGreaterThan(2);
      await reader.until(() => reader.events.length >= all.length);
      expect(heardBy(reader)).toEqual(all);
      await reader.leave();
    }
  });

  it('go on over a restart: the stream ends with a position, and nothing from before or after is missing', async () => {
    const token = await tokenFor([house.processor.id, 'auditor']);
    const reader = await listen(token);
    await reader.until(() => reader.events.length > 0);
    const heard = [reader];
    const before = performance.now();
    await art33.stopService();
    expect(performance.now() - before).toBeLessThan(5_000);
    await reader.ended;
    expect(reader.told('end')).toMatchObject({ reason: 'stopping' });
    await art33.startService();
    const resumed = await listen(token, { 'Last-Event-ID': String(reader.lastEventId) });
    heard.push(resumed);
    await incidentOf(house.processor, [known('breach-established', '2026-10-20T09:00+02:00')], house.practice);
    await art33.settled();
    const all = await listedTo(token);
    await resumed.until(() => heard.flatMap(heardBy).length >= all.length);
    expect(heard.flatMap(heardBy)).toEqual(all);
    await resumed.leave();
  });
});
