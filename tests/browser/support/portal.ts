import { randomUUID } from 'node:crypto';
import { People, Sessions, type MemberRole } from '@art33/identity';
import { pick } from '../../../apps/cli/src/api-client.js';
import { CookieJar } from '../../../libs/identity/src/sign-in/testing/browser.js';
import { Installation, type Controller, type Processor } from '../../support/installation.js';
import { affect, known, listed, logIncident, tell } from '../../support/story.js';
import type { SignedIn } from './visit.js';

const HOUR = 3_600_000;
export const CONTACT = 'empfang@huber.example';

/** A practice on a morning on which two processors have told it something. */
export interface Portal {
  readonly art33: Installation;
  readonly processor: Processor;
  readonly practice: Controller;
  /** The record that another processor keeps of the same practice. */
  readonly elsewhere: Controller;
  /** Told, and nothing done about it yet. */
  readonly fresh: Told;
  /** Its 72 hours are over: the practice had known of it before. */
  readonly late: Told;
  /** Filed and closed. */
  readonly filed: Told;
  /** Of the record elsewhere. */
  readonly other: Told;
  /** What the browser of a person with this role keeps, in both records where it is asked for. */
  person(name: string, role: MemberRole, where?: 'here' | 'both'): Promise<SignedIn>;
  /** Tells the practice of another breach. */
  told(title: string): Promise<Told>;
}
export interface Told {
  readonly notice: string;
  readonly case: string;
}

/** Lays a practice's portal. The service's clock stands at the machine's time; what happened, happened hours before. */
export async function layPortal(): Promise<Portal> {
  const start = Math.floor(Date.now() / 60_000) * 60_000;
  const ago = (hours: number): string => new Date(start - hours * HOUR).toISOString();
  const art33 = await Installation.start({
    startAt: new Date(start).toISOString(),
    settings: { ART33_WEBHOOKS_PRIVATE: 'allow' },
  });
  const processor = await art33.processor('ratiomedicus');
  const lumitra = await art33.processor('lumitra');
  const practice = await art33.controller(processor, { name: 'Praxis Dr. Huber', emails: [CONTACT] });
  const elsewhere = await art33.controller(lumitra, { name: 'Dr. Huber, Kempten', emails: ['telefon@huber.example'] });

  const happen = async (by: Processor, to: Controller, title: string): Promise<Told> => {
    const before = new Set((await listed<{ readonly id: string }>(to.api, 'cases')).items.map(({ id }) => id));
    const awareness = [known('breach-established', ago(3))];
    const incident = await logIncident(by, { title, occurred: { from: ago(12) }, detected: ago(4), awareness });
    await affect(by, incident, to);
    await art33.settled();
    await tell(by, incident);
    await art33.settled();
    const cases = await listed<{ readonly id: string; readonly noticeId: string }>(to.api, 'cases');
    const [made] = cases.items.filter(({ id }) => !before.has(id));
    if (!made) throw new Error(`no case of ${title}`);
    return { notice: made.noticeId, case: made.id };
  };
  const filed = await happen(processor, practice, 'Fehlversand einer Terminliste');
  const reported = { phase: 'initial', authority: 'BayLDA', reference: 'LDA-1085.4', filedAt: ago(0) };
  await practice.api.done('post', `cases/${filed.case}/filings`, reported);
  await practice.api.done('post', `cases/${filed.case}/closure`);
  const late = await happen(processor, practice, 'Verlorener Datenträger');
  await practice.api.done('post', `cases/${late.case}/awareness`, { aware: ago(80) });
  const other = await happen(lumitra, elsewhere, 'Zugriff auf Anrufaufnahmen');
  const fresh = await happen(processor, practice, 'Zugriff auf Gesprächsdaten');
  await art33.service.tick();
  await art33.settled();
  return {
    art33,
    processor,
    practice,
    elsewhere,
    fresh,
    late,
    filed,
    other,
    told: (title) => happen(processor, practice, title),
    person: (name, role, where = 'here') =>
      signedIn(art33, { name, role, organisations: [practice.id, ...(where === 'both' ? [elsewhere.id] : [])] }),
  };
}

/** The practice's only case beside these, e.g. one that was opened from a file. */
export const newestCase = async ({ practice }: Portal): Promise<string> =>
  pick(await practice.api.read('cases?sort=-openedAt&limit=1'), 'items.0.id');

interface Somebody {
  readonly name: string;
  readonly role: MemberRole;
  readonly organisations: readonly string[];
}

/** A person who belongs to these organisations and has signed in: the pages for that have tests of their own. */
async function signedIn(art33: Installation, { name, role, organisations }: Somebody): Promise<SignedIn> {
  const people = art33.service.app.get(People, { strict: false });
  const email = `${randomUUID()}@huber.example`;
  for (const organisation of organisations) {
    const context = {
      actor: { kind: 'system', id: 'test' },
      organisation,
      commandId: randomUUID(),
      correlationId: randomUUID(),
    } as const;
    const newcomer = {
      organisation,
      side: 'controller',
      email,
      name,
      language: 'de',
      roles: [role],
      how: 'set-up',
    } as const;
    const { personId } = await people.invite(newcomer, context);
    await people.join(organisation, personId, { ...context, commandId: randomUUID() });
  }
  await art33.settled();
  const jar = new CookieJar();
  const sessions = art33.service.app.get(Sessions, { strict: false });
  const personId = people.idOf(email);
  await sessions.start(jar, { personId, how: 'password+totp', address: '127.0.0.1', client: 'test' });
  const cookie = {
    domain: '127.0.0.1',
    path: '/',
    expires: -1,
    httpOnly: true,
    secure: false,
    sameSite: 'Lax',
  } as const;
  const cookies = jar.names.map((each) => ({ ...cookie, name: each, value: jar.get(each) ?? '' }));
  // Acts for the first of them, as somebody whose device remembers it.
  const chosen = { name: 'art33.organisation', value: organisations[0] ?? '' };
  return { cookies, origins: [{ origin: art33.url, localStorage: [chosen] }] };
}
