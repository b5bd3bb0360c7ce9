import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PublicEventKind } from '@art33/delivery';
import { Webhook } from 'standardwebhooks';
import { publicEventKinds } from '../../apps/server/src/webhooks/public-events.js';
import { freePort } from '../support/installation.js';

const page = readFileSync('docs/webhooks.md', 'utf8');
const snippet = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';

const whom = ({ audience }: PublicEventKind): string => (audience.length === 2 ? 'both' : String(audience[0]));

describe('docs/webhooks.md', () => {
  it('lists every type of event that the code sends, to whom, and in the same words', () => {
    const documented = [...page.matchAll(/^\| `(eu\.art33\.[^`]+)` \| (\w+) \| ([^|]+) \|/gm)].map(
      ([, ...cells]) => cells,
    );
    const rows = publicEventKinds.map((kind) => [kind.type, whom(kind), kind.meaning]);
    expect(documented).toEqual([['eu.art33.webhook.ping', 'both', 'You asked for a test.'], ...rows]);
  });

  it('names each type once, and no two for the same event and organisation', () => {
    const keys = publicEventKinds.flatMap(({ from, audience }) => audience.map((one) => `${from} ${one}`));
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(publicEventKinds.map(({ type }) => type)).size).toBe(publicEventKinds.length);
  });

  describe('shows a receiver in JavaScript that', () => {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    let child: ChildProcess;
    let url = '';
    let said = '';
    beforeAll(async () => {
      const port = await freePort();
      child = spawn(process.execPath, ['--input-type=module', '--eval', snippet], {
        env: { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child.stdout?.on('data', (chunk) => (said += String(chunk)));
      url = `http://127.0.0.1:${port}/art33`;
      for (let tries = 0; tries < 100; tries++) {
        const isUp = await fetch(url).then(
          () => true,
          () => false,
        );
        if (isUp) return;
        await sleep(50);
      }
    });
    afterAll(async () => {
      child.kill();
      await once(child, 'exit');
    });

    const send = (body: string, signedBody = body): Promise<Response> => {
      const now = new Date();
      return fetch(url, {
        method: 'POST',
        body,
        headers: {
          'webhook-id': 'one',
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': new Webhook(secret).sign('one', now, signedBody),
        },
      });
    };

    it('takes what is signed', async () => {
      expect((await send('{"type":"eu.art33.notice.sent","subject":"notices/1"}')).status).toBe(204);
      // The answer may be here before what was printed.
      for (let tries = 0; said === '' && tries < 100; tries++) await sleep(20);
      expect(said).toBe('eu.art33.notice.sent notices/1\n');
    });
    it('refuses what is changed by one byte', async () => {
      expect((await send('{"type":"a"}', '{"type":"b"}')).status).toBe(401);
    });
  });
});
