import { randomUUID } from 'node:crypto';
import { PROCESSORS, Installation } from '../support/installation.js';
import { processorId } from '@art33/parties';

describe('Tokens', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.start({ startAt: '2026-10-23T09:00:00+02:00' });
    await installation.processor('ratiomedicus');
  });
  afterAll(() => installation.stop());
  const ask = (organisation: string, role: string) =>
    installation.operator.post('tokens', { organisation, role, label: 'desk' });

  test('are for organisations that are registered: a typing error opens nothing', async () => {
    const answer = await ask(randomUUID(), 'processor');
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      type: 'urn:art33:problem:unknown-organisation',
      errors: [{ field: 'organisation' }],
    });
  });
  test('have a role that fits the organisation', async () => {
    const ratiomedicus = processorId(PROCESSORS.ratiomedicus);
    expect((await ask(ratiomedicus, 'controller')).body).toMatchObject({ type: 'urn:art33:problem:role-does-not-fit' });
    for (const role of ['processor', 'auditor']) expect((await ask(ratiomedicus, role)).status).toBe(201);
  });
});
