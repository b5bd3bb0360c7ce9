import { readFileSync } from 'node:fs';
import { metricsToken } from '../../apps/server/src/telemetry/metrics-token.js';
import { buildHouse, type House } from '../support/houses.js';
import { Installation } from '../support/installation.js';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The text format of Prometheus, version 0.0.4. */
const samplesOf = (page: string): readonly Sample[] =>
  page
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value] = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [key, text]);
      return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) };
    });

/** The family that a sample belongs to: a histogram has three kinds of them. */
const familiesOf = (page: string): ReadonlyMap<string, string> =>
  new Map([...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]));

describe('Metrics', () => {
  let art33: Installation;
  let house: House;
  let page: string;
  let samples: readonly Sample[];
  const value = (name: string, labels: Readonly<Record<string, string>> = {}): number | undefined =>
    samples.find(
      (sample) => sample.name === name && Object.entries(labels).every(([key, text]) => sample.labels[key] === text),
    )?.value;
  const scrape = (token?: string): Promise<Response> =>
    fetch(`${art33.url}/metrics`, token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } });

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
    await art33.at('2026-10-20T09:10+02:00');
    house = await buildHouse(art33, 'ratiomedicus', 'hetzner-online-gmbh');
    await house.processor.api.post('incidents', { titel: 1 });
    const future = { fact: 'suspicion-known', at: '2026-12-24T09:00+01:00' };
    expect((await house.processor.api.post(`incidents/${house.ids['incident']}/awareness`, future)).status).toBe(422);
    await art33.settled();
    const response = await scrape(metricsToken(art33.masterKey));
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    page = await response.text();
    samples = samplesOf(page);
  });
  afterAll(() => art33.stop());

  it('are for whoever holds the scraper’s token, which opens nothing else', async () => {
    const token = metricsToken(art33.masterKey);
    expect((await scrape()).status).toBe(401);
    expect((await scrape('art33_of-somebody-else')).status).toBe(401);
    expect((await scrape(token)).status).toBe(200);
    const api = await fetch(`${art33.url}/api/v1/incidents`, { headers: { Authorization: `Bearer ${token}` } });
    expect(api.status).toBe(401);
  });

  it('count events, commands and requests as they were', async () => {
    const { size } = await art33.service.stores.log.head();
    expect(value('art33_log_events')).toBe(size);
    const appended = samples.filter(({ name }) => name === 'art33_events_appended_total');
    expect(appended.reduce((sum, sample) => sum + sample.value, 0)).toBe(size);
    expect(value('art33_events_appended_total', { type: 'NoticeSent' })).toBe(2);
    expect(value('art33_commands_total', { type: 'log-incident', outcome: 'written' })).toBe(1);
    const refused = samples.filter(
      ({ name, labels }) => name === 'art33_commands_total' && labels['outcome'] === 'refused',
    );
    expect(refused.length).toBeGreaterThan(0);
    for (const { labels } of refused) expect(labels['code']).toMatch(/^[a-z-]+$/);
    const invalid = { method: 'POST', route: '/api/v1/incidents', status: '422' };
    expect(value('art33_http_requests_total', invalid)).toBe(1);
    expect(value('art33_http_requests_total', { route: '/n/:token', method: 'POST' })).toBeUndefined();
    // Links by which people come in are mailed at once and are no messages.
    const messages = art33.mail.received.filter(
      ({ to }) => !/^(mitglied|pruefer|leitung|verzeichnis)@/.test(String(to)),
    );
    expect(value('art33_message_attempts_total', { outcome: 'accepted', code: '250' })).toBe(messages.length);
  });

  it('show a node that is level with the log', () => {
    const behind = samples.filter(({ name, value: lag }) => /_lag_(events|seconds)$/.test(name) && lag > 0);
    expect(behind).toEqual([]);
    for (const name of ['art33_projection_halted', 'art33_process_failing', 'art33_clock_behind_seconds'])
      expect([name, samples.filter((sample) => sample.name === name && sample.value !== 0)]).toEqual([name, []]);
    expect(value('art33_messages_waiting', { state: 'prepared' })).toBe(0);
    expect(value('art33_deadlines_open')).toBeGreaterThan(0);
    expect(value('art33_deadlines_next_due_timestamp_seconds')).toBeGreaterThan(Date.parse('2026-10-20') / 1_000);
    expect(value('art33_file_size_bytes', { file: 'log' })).toBeGreaterThan(4_096);
    expect(value('art33_event_loop_delay_seconds', { quantile: '0.999' })).toBeLessThan(5);
    expect(value('art33_build_info')).toBe(1);
    expect([value('art33_nodes_registered'), value('art33_event_versions_waiting')]).toEqual([1, 0]);
  });

  it('see deadlines that have passed', async () => {
    const due = Number(value('art33_deadlines_open'));
    await art33.at('2027-01-20T09:10+01:00');
    samples = samplesOf(await (await scrape(metricsToken(art33.masterKey))).text());
    expect(value('art33_deadlines_overdue')).toBe(due);
    expect(value('art33_deadlines_open')).toBe(0);
  });

  it('name no organisation, no record and no person in any label', () => {
    const labels = samples.flatMap((sample) => Object.values(sample.labels));
    expect(labels.length).toBeGreaterThan(200);
    for (const label of labels) {
      expect(label).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
      expect(label).not.toMatch(/praxis|muster|@|ratiomedicus/i);
    }
  });

  it('are those that the documentation lists, each with its type', () => {
    const documented = new Map(
      [...readFileSync('docs/watching.md', 'utf8').matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map(
        ([, name = '', type = '']) => [name, type],
      ),
    );
    expect([...documented].toSorted()).toEqual([...familiesOf(page)].toSorted());
  });
});
