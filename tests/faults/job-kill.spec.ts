import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobView } from '@art33/notices';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import { MailServer } from '../../libs/delivery/src/testing/mail-server.js';
import { install } from './support/installed.js';
import { KilledService } from './support/killed-service.js';
import { LogHistory } from './support/log-history.js';
import { mailsTo, Program, serviceIn } from './support/program.js';

const CONTROLLERS = 60;

describe('a job in the middle of which the service is killed', () => {
  const directory = mkdtempSync(join(tmpdir(), 'art33-job-kill-'));
  const masterKey = randomBytes(32);
  let mail: MailServer;
  let service: KilledService;
  let token: string;
  let incident: string;

  const api = async (): Promise<Api> => new Api(await service.url(), token);
  /** What is asked while nobody listens is asked again. */
  const again = async <T>(ask: (api: Api) => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await ask(await api());
      } catch (error) {
        if (!/fetch failed|ECONN|terminated|socket/.test(String(error))) throw error;
        await sleep(20);
      }
    }
  };
  const begin = async (body: object, key: string): Promise<string> =>
    pick(await again((by) => by.done('post', `incidents/${incident}/jobs`, body, { 'Idempotency-Key': key })), 'id');
  /** Undefined where this process does not show it yet. */
  const job = async (id: string): Promise<JobView | undefined> => {
    const { status, body } = await again((by) => by.get(`jobs/${id}`));
    return status === 200 ? (body as unknown as JobView) : undefined;
  };
  const ended = async (id: string): Promise<JobView> => {
    for (;;) {
      const view = await job(id);
      if (view?.state === 'completed') return view;
      await sleep(50);
    }
  };

  /** Kills it when some of the notices are written, if it is not through with them by then. */
  const killOnceUnderWay = async (id: string): Promise<void> => {
    while (!(await job(id))?.counts.done) await sleep(2);
    await service.killAfter(0, 'listening');
  };

  beforeAll(async () => {
    mail = await MailServer.start();
    mail.atText = () => sleep(5, undefined);
    service = new KilledService({ ...serviceIn(directory, masterKey), ...mailsTo(mail) }, mail);
    const installed = await install(await service.url(), masterKey, { name: 'ratiomedicus', controllers: CONTROLLERS });
    token = installed.processorToken;
    const by = await api();
    const awareness = [{ fact: 'breach-established', at: new Date().toISOString() }];
    incident = pick(await by.done('post', 'incidents', { title: 'x', summary: 'x', awareness }), 'id');
    await by.done('post', `incidents/${incident}/affected`, { agreements: installed.agreementIds });
    while (pick<number>(await by.read(`incidents/${incident}/notices`), 'counts.total') < CONTROLLERS) await sleep(50);
  });

  afterAll(async () => {
    await Program.killAll();
    await mail.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('goes on by itself and does each notice exactly once: draft, approve and send', async () => {
    for (const what of ['draft', 'approve'] as const) {
      const id = await begin({ what }, what);
      await killOnceUnderWay(id);
      expect(await begin({ what }, what)).toBe(id);
      expect(await ended(id)).toMatchObject({ counts: { total: CONTROLLERS, done: CONTROLLERS, refused: 0 } });
    }
    const sending = await begin({ what: 'send', withGaps: true }, 'send');
    await killOnceUnderWay(sending);
    for (const more of [5, 20]) {
      const taken = mail.received.length;
      await service.killAfter(0, 'listening', () => mail.received.length >= Math.min(taken + more, CONTROLLERS - 10));
    }
    expect(await ended(sending)).toMatchObject({ counts: { total: CONTROLLERS, done: CONTROLLERS } });
    const addresses = () => new Set(mail.received.flatMap(({ to }) => to));
    while (addresses().size < CONTROLLERS) await sleep(50);
    await service.stop();

    const history = await LogHistory.read(directory);
    const cutOff = history.of('BulkCompleted').filter(({ stream: name, recordedAt }) => {
      const begun = history.of('BulkBegun').find((event) => event.stream === name);
      const [from, to] = [Date.parse(begun?.recordedAt ?? ''), Date.parse(recordedAt)];
      return service.kills.some(({ at }) => from <= at && at < to);
    });
    expect(cutOff.length).toBeGreaterThan(0);
    const stream = ({ stream: name }: { readonly stream: string }): string => name;
    for (const type of ['NoticeDrafted', 'NoticeApproved', 'NoticeSent', 'MessagePrepared', 'BulkCompleted']) {
      expect({ type, repeated: history.repeated(type, stream) }).toEqual({ type, repeated: [] });
    }
    for (const type of ['NoticeDrafted', 'NoticeApproved', 'NoticeSent', 'MessagePrepared'])
      expect([type, history.of(type).length]).toEqual([type, CONTROLLERS]);
    const unknown = history.of('MessageUnknown').length;
    expect(mail.received.length).toBeLessThanOrEqual(CONTROLLERS + unknown);
  }, 180_000);
});
