import { enrolApp, Browser as Visitor } from '../../../libs/identity/src/sign-in/testing/browser.js';
import { Installation, type Controller, type Processor } from '../../support/installation.js';
import { latestTo } from '../../support/mail.js';
import { affect, known, logIncident, tell } from '../../support/story.js';

export const PASSWORD = 'grüner Tee um vier';
export const ANNA = { email: 'anna@ratio.example', name: 'Anna Meier' };
const HOUR = 3_600_000;

/** A processor on a first day: one person belongs to it, and nothing has happened. */
export interface FirstDay {
  readonly art33: Installation;
  readonly processor: Processor;
  /** Of the app that makes Anna's one-time codes. */
  readonly secret: string;
  /** The minute in which it starts, RFC 3339. */
  readonly now: string;
}

/** Starts a service at the machine's time, because browsers compare theirs with what answers say; Anna belongs to a processor there. */
export async function startWithAnna(
  roles: readonly string[] = ['admin', 'responder', 'approver'],
  settings: Readonly<Record<string, string>> = {},
): Promise<FirstDay> {
  const now = new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString();
  const art33 = await Installation.start({ startAt: now, transport: 'relay', settings });
  const processor = await art33.processor('ratiomedicus');
  const secret = await invite(art33, await setUp(art33), { ...ANNA, roles, organisation: processor.id });
  await art33.settled();
  return { art33, processor, secret, now };
}

/** A security desk in the middle of its work: a real service, a person who belongs to it, clocks in every state. */
export interface Desk {
  readonly art33: Installation;
  readonly processor: Processor;
  /** Of the app that makes the person's one-time codes. */
  readonly secret: string;
  /** The incident that most clocks belong to. */
  readonly incident: string;
  /** Whom it works for. */
  readonly controllers: readonly Controller[];
}

const PRACTICES = [
  'Praxis Dr. Huber',
  'Hausärzte am Markt',
  'MVZ Illertal',
  'Zahnarztpraxis Sommer',
  'Praxis Dr. Yılmaz',
];

/** Lays a desk: what happened there, happened hours before. */
export async function layDesk(): Promise<Desk> {
  const { art33, processor, secret, now } = await startWithAnna();
  const ago = (hours: number): string => new Date(Date.parse(now) - hours * HOUR).toISOString();

  const controllers: Controller[] = [];
  for (const [index, name] of PRACTICES.entries())
    controllers.push(await art33.controller(processor, { name, emails: [`praxis${index}@example.org`] }));
  const happen = async (title: string, hours: number, whom: readonly Controller[]): Promise<string> => {
    const occurred = { from: ago(hours + 9) };
    const awareness = [known('breach-established', ago(hours))];
    const id = await logIncident(processor, { title, occurred, detected: ago(hours + 1), awareness });
    await affect(processor, id, ...whom);
    return id;
  };
  const told = await happen('Fehlversand einer Terminliste', 5, controllers.slice(0, 1));
  await art33.settled();
  await tell(processor, told);
  await happen('Verlorener Datenträger', 26, controllers.slice(1, 2));
  await happen('Offener Speicher beim Rechenzentrum', 20, controllers.slice(2, 3));
  const incident = await happen('Zugriff auf Gesprächsdaten', 2, controllers);
  await logIncident(processor, { title: 'Laptop im Zug vergessen', awareness: [known('suspicion-known', ago(1))] });
  await art33.settled();
  await art33.service.tick();
  await art33.settled();
  return { art33, processor, secret, incident, controllers };
}

/** Who is asked in. */
export interface Invited {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly organisation: string;
}
/** Somebody who may ask people in. */
interface Inviting {
  post(path: string, body: Invited): Promise<unknown>;
}
const visitor = (art33: Installation): Visitor => new Visitor(art33.url, () => art33.settled(), '/api/v1');

function pathIn(art33: Installation, text: string): string {
  const path = new RegExp(`${art33.url}(/\\S+)`).exec(text)?.[1];
  if (path === undefined) throw new Error(`no link in: ${text}`);
  return path;
}

/** Sets the installation up; gives who runs it, signed in. Once per installation. */
export async function setUp(art33: Installation): Promise<Visitor> {
  const operator = visitor(art33);
  const page = await operator.page(pathIn(art33, (await art33.service.setUpLink()) ?? ''));
  await operator.submit(page, '/set-up', { email: 'olga@operator.example', name: 'Olga', password: PASSWORD });
  await enrolApp(operator, art33.clock.now());
  return operator;
}

/** Has a person asked in by `by`, lets it accept, and gives the secret of its second factor. */
export async function invite(art33: Installation, by: Inviting, invited: Invited): Promise<string> {
  await by.post('/members', invited);
  return accept(art33, invited);
}

/** Lets a person follow the link that it was mailed, and gives the secret of its second factor. */
export async function accept(art33: Installation, who: Pick<Invited, 'email' | 'name'>): Promise<string> {
  await art33.settled();
  const person = visitor(art33);
  const invitation = await person.page(pathIn(art33, (await latestTo(art33, who.email)).text));
  await person.submit(invitation, '/invitation', { name: who.name, password: PASSWORD });
  return enrolApp(person, art33.clock.now());
}
