import { People } from '@art33/identity';
import { pick } from '../../apps/cli/src/api-client.js';
import { Browser } from '../../libs/identity/src/sign-in/testing/browser.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { latestTo, mailsTo } from '../support/mail.js';
import { signedIn, type Caller } from '../support/roles.js';

const PASSWORD = 'grüner Tee um vier';

let art33: Installation;
let processor: Processor;
let practice: Controller;

beforeAll(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
  processor = await art33.processor('ratiomedicus');
});
beforeEach(async () => {
  practice = await art33.controller(processor);
  await art33.settled();
});
afterAll(() => art33.stop());

type Person = Omit<Caller, 'name'> & { readonly personId: string };
const adminOf = async (organisation: string): Promise<Person> => {
  const who = await signedIn(art33, organisation, 'controller', 'admin');
  return { ...who, personId: pick((await who.api.get('me', who.headers)).body, 'person.id') };
};
const people = (): People => art33.service.app.get(People, { strict: false });
const asDirectory = (organisation: string) => ({
  actor: { kind: 'system', id: 'test' } as const,
  organisation,
  commandId: crypto.randomUUID(),
  correlationId: crypto.randomUUID(),
});
/** Who is an admin there, as the log says. */
async function adminsAmong(...persons: readonly Person[]): Promise<readonly string[]> {
  const states = await Promise.all(persons.map(({ personId }) => people().memberState(practice.id, personId)));
  return states.flatMap((state) =>
    state.status === 'joined' && state.roles.includes('admin') ? [state.personId] : [],
  );
}

describe('The last admin of an organisation', () => {
  test.each([
    ['take each other out', (by: Person, whom: Person) => by.api.delete(`members/${whom.personId}`, by.headers)],
    [
      'take the role from each other',
      (by: Person, whom: Person) => by.api.put(`members/${whom.personId}/roles`, { roles: ['contact'] }, by.headers),
    ],
  ])('stays where two %s in the same moment', async (_, take) => {
    const [one, other] = [await adminOf(practice.id), await adminOf(practice.id)];
    const answers = await Promise.all([take(one, other), take(other, one)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body['type']).toBe('urn:art33:problem:last-admin');
    expect(await adminsAmong(one, other)).toHaveLength(1);
  });
});

describe('A controller that has lost its last admin to its own directory', () => {
  test('gets its next one from the operator: its processor lets nobody in', async () => {
    const admin = await adminOf(practice.id);
    await people().remove(practice.id, admin.personId, 'directory', asDirectory(practice.id));
    await art33.settled();
    const own = { email: 'nobody@ratiomedicus.example', roles: ['admin'], organisation: practice.id };
    const byProcessor = await processor.api.post('members', own);
    expect([byProcessor.status, byProcessor.body['type']]).toEqual([409, 'urn:art33:problem:has-an-admin']);
    expect((await art33.operator.post('members', { ...own, email: 'leitung@praxis.example' })).status).toBe(201);
  });
});

describe('A mail that asks somebody in', () => {
  const invited = async (email: string) =>
    (await mailsTo(art33, email)).filter(({ subject }) => /Einladung/.test(subject ?? ''));

  test('comes three times within an hour at most from one organisation, whoever asks for it', async () => {
    const email = 'voll@praxis.example';
    const personId = pick(await practice.api.done('post', 'members', { email, roles: ['contact'] }), 'id');
    const again = () => practice.api.post(`members/${personId}/invitation`);
    const answers = [await again(), await again(), await again(), await again()];
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 429, 429]);
    expect(answers[2]?.body['type']).toBe('urn:art33:problem:too-many-requests');
    await art33.settled();
    expect(await invited(email)).toHaveLength(3);
    art33.clock.advance({ hours: 1 });
    expect((await again()).status).toBe(202);
  });
  test('has no lines but its own: a name that holds some is one line there', async () => {
    const name = 'Praxis\r\nBcc: opfer@example.org\r\n\r\nIhr Konto ist gesperrt: https://boese.example';
    const record = await art33.controller(processor, { name });
    const email = 'erste@praxis.example';
    await processor.api.done('post', 'members', { email, roles: ['admin'], organisation: record.id });
    await art33.settled();
    const [mail] = await invited(email);
    const lines = (mail?.text ?? '').split('\n').filter((line) => line !== '');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('für Praxis Bcc: opfer@example.org Ihr Konto ist gesperrt: https://boese.example mit');
    expect(await mailsTo(art33, 'opfer@example.org')).toEqual([]);
  });
});

describe('Somebody whom another organisation asks in', () => {
  test('goes on with its own work as before until it accepts', async () => {
    await practice.api.done('post', 'members', { email: 'arzt@praxis.example', roles: ['privacy-officer'] });
    await art33.settled();
    const { text } = await latestTo(art33, 'arzt@praxis.example');
    const path = new RegExp(`${art33.url}(/\\S+)`).exec(text)?.[1] ?? '';
    const doctor = new Browser(art33.url, () => art33.settled(), '/api/v1');
    await doctor.submit(await doctor.page(path), '/invitation', { name: 'Dr. Muster', password: PASSWORD });
    expect((await doctor.get('/cases')).status).toBe(200);
    const stranger = await art33.processor('lumitra');
    await stranger.api.done('post', 'members', { email: 'arzt@praxis.example', roles: ['reader'] });
    await art33.settled();
    expect((await doctor.get('/cases')).status).toBe(200);
    expect((await doctor.get('/me')).body['enrolmentNeeded']).toBe(false);
  });
});
