import { jest } from '@jest/globals';
import { Logs } from '../../apps/server/src/telemetry/logs.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { latestTo, linkIn, visitor } from '../support/mail.js';
import { affect, caseOf, known, logIncident, noticeTo, tell } from '../support/story.js';

/** Recognisable wherever it turns up. */
const PERSONAL = {
  practice: 'Praxis Zauberberg',
  street: 'Quittenweg 77',
  mail: 'hans.castorp@zauberberg.example',
  otherMail: 'settembrini@zauberberg.example',
  oncall: 'joachim.ziemssen@bereitschaft.example',
  person: 'Clawdia Chauchat',
  title: 'Fiebertabellen entwendet',
  summary: 'Mynheer Peeperkorn hat die Fieberkurven kopiert',
  reason: 'Naphta war verreist',
} as const;
const SMTP_WORDS = 'Hofrat Behrens has moved away';

describe('The log of the service', () => {
  let art33: Installation;
  let processor: Processor;
  let practice: Controller;
  let lines: readonly Readonly<Record<string, unknown>>[];
  let text = '';
  const secrets: string[] = [];

  beforeAll(async () => {
    const logger = Logs.json('debug', { write: (line: string) => void (text += line) });
    const said: unknown[] = [];
    const spies = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation((piece) => said.push(piece) > 0),
    );
    try {
      art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00', logger, mail: refusing });
      await story();
      await art33.stop();
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
    lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    text += said.join('');
  });

  /** A mail server that refuses one recipient in words that name somebody. */
  const refusing = {
    onRcptTo: ({ address }: { readonly address: string }, _: unknown, done: (error?: Error) => void) =>
      done(
        address === PERSONAL.otherMail
          ? Object.assign(new Error(`<${address}>: ${SMTP_WORDS}`), { responseCode: 550 })
          : undefined,
      ),
  };

  async function story(): Promise<void> {
    processor = await art33.processor('ratiomedicus');
    await processor.api.done('put', 'organisation/settings', { onCallAddress: PERSONAL.oncall });
    practice = await art33.controller(processor, {
      name: PERSONAL.practice,
      emails: [PERSONAL.mail, PERSONAL.otherMail],
    });
    await art33.at('2026-10-20T09:05+02:00');
    const { api } = processor;
    const incident = await logIncident(processor, {
      title: PERSONAL.title,
      summary: PERSONAL.summary,
      awareness: [known('breach-established', '2026-10-20T09:00+02:00')],
    });
    await affect(processor, incident, practice);
    await art33.settled();
    await tell(processor, incident);
    await art33.settled();
    const link = linkIn(await latestTo(art33, PERSONAL.mail), 'n');
    secrets.push(link.split('/')[2] ?? '');
    await visitor(art33).look(link);
    await visitor(art33).press(link);
    await visitor(art33).press(`${link}/acknowledgement`, { name: PERSONAL.person });
    await visitor(art33).press(`${link}/acknowledgement`, { name: '' });
    await art33.settled();
    const dispute = linkIn(await latestTo(art33, PERSONAL.mail), 'd');
    secrets.push(dispute.split('/')[2] ?? '');
    await visitor(art33).look(`${dispute}x`);
    const { id } = await caseOf(practice);
    await practice.api.post(`cases/${id}/filings`, { phase: 'initial', authority: PERSONAL.reason });
    await api.get(`controllers?q=${encodeURIComponent(PERSONAL.practice)}`);
    await api.get(`nowhere/${encodeURIComponent(PERSONAL.person)}`);
    await api.post('incidents', { title: PERSONAL.title, [PERSONAL.person]: 1 });
    await api.post('incidents', { title: PERSONAL.title }, { 'Idempotency-Key': 'Hippe' });
    await fetch(`${art33.url}/api/v1/incidents`, { headers: { Authorization: 'Bearer art33_wrong-and-secret' } });
    await art33.at('2026-10-24T10:00+02:00');
    expect((await noticeTo(processor, incident, practice)).deliveries.length).toBeGreaterThan(0);
  }

  it('is one JSON object a line, with level and time', () => {
    expect(lines.length).toBeGreaterThan(40);
    for (const line of lines) {
      expect(line['level']).toMatch(/^(debug|info|warn|error)$/);
      expect(new Date(String(line['time'])).toISOString()).toBe(line['time']);
    }
  });

  it('tells of each request by its route’s pattern, with status, duration, correlation id and organisation', () => {
    const requests = lines.filter(({ message }) => message === 'request');
    expect(requests).toContainEqual({
      level: 'info',
      time: expect.any(String),
      message: 'request',
      method: 'POST',
      route: '/api/v1/incidents/:id/affected',
      status: 200,
      ms: expect.any(Number),
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      organisation: processor.id,
    });
    const routes = requests.map(({ route }) => route);
    expect(routes).toContain('/n/:token/acknowledgement');
    expect(routes).toContain('none');
  });

  it('holds no name, no address, no text, no token, no link and no query of the whole story', () => {
    const words = [
      ...Object.values(PERSONAL).flatMap((value) => [value, encodeURIComponent(value), ...value.split(/[ @.]/)]),
      ...SMTP_WORDS.split(' ').slice(0, 2),
      ...secrets,
      'Hippe',
      'wrong-and-secret',
      'Unbefugte',
    ].filter((word) => word.length > 4 && !['example', 'hat', 'Praxis'].includes(word));
    expect(secrets.every((secret) => secret.length > 20)).toBe(true);
    for (const word of words) expect([word, text.toLowerCase().includes(word.toLowerCase())]).toEqual([word, false]);
  });
});

describe('An answer', () => {
  it('carries the correlation id that stands in the events of its command', async () => {
    const art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
    const processor = await art33.processor('ratiomedicus');
    for (const headers of [undefined, { 'Idempotency-Key': 'the-same' }]) {
      const answer = await processor.api.post('incidents', { title: 'x' }, headers);
      const [event] = await art33.service.stores.log.readStream(`incident-${String(answer.body['id'])}`);
      expect(answer.headers.get('Art33-Correlation')).toBe(event?.metadata.correlationId);
    }
    await art33.stop();
  });
});
