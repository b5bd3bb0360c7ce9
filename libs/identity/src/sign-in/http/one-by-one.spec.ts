import { setImmediate as turn } from 'node:timers/promises';
import fastify from 'fastify';
import { letInOneByOne } from './one-by-one.js';

test('whoever asks for something else is answered among those who sign in, not after them, however these write the address', async () => {
  const app = fastify();
  letInOneByOne(app as never);
  const answered: string[] = [];
  app.post('/api/v1/sign-in', async ({ url }) => void answered.push(url));
  app.get('/other', async () => void answered.push('other'));
  await app.ready();
  const signingIn = Array.from({ length: 20 }, (_, n) =>
    app.inject({ method: 'POST', url: `/api/v1/sign-i%6e?n=${n}` }),
  );
  await turn();
  const other = app.inject('/other');
  const statuses = (await Promise.all([...signingIn, other])).map(({ statusCode }) => statusCode);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(answered.indexOf('other')).toBeLessThan(10);
  expect(answered.filter((each) => each !== 'other')).toEqual(
    Array.from({ length: 20 }, (_, n) => `/api/v1/sign-i%6e?n=${n}`),
  );
  await app.close();
});
