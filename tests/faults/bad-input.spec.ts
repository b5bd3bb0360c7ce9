import { Installation } from '../support/installation.js';

let art33: Installation;
beforeAll(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T10:00+02:00' });
}, 60_000);
afterAll(() => art33.stop());

const head = async () => (await art33.service.stores.log.head()).size;

describe('A bad request', () => {
  it('is refused as a problem and leaves nothing in the log', async () => {
    const before = await head();
    const answer = await art33.operator.post('terms-imports', { unknown: true });
    expect(answer.status).toBe(422);
    expect(answer.body['type']).toMatch(/^urn:art33:problem:/);
    expect(await head()).toBe(before);
  });
});
