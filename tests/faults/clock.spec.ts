import { Installation, utc } from '../support/installation.js';

let art33: Installation;
beforeAll(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T10:00+02:00' });
}, 60_000);
afterAll(() => art33.stop());

const readiness = async () => (await fetch(`${art33.url}/health/ready`)).status;

describe('A clock that runs behind the log', () => {
  it('makes the service not ready until it is right again', async () => {
    await art33.processor('ratiomedicus');
    art33.clock.set(utc('2026-10-20T09:59+02:00'));
    expect(await readiness()).toBe(503);
    art33.clock.set(utc('2026-10-20T10:01+02:00'));
    expect(await readiness()).toBe(200);
  });
});
