import { randomUUID } from 'node:crypto';
import { People } from '@art33/identity';
import { pick, type Api } from '../../apps/cli/src/api-client.js';
import { idsOf, type House } from '../support/houses.js';
import type { Installation } from '../support/installation.js';
import { mailsTo } from '../support/mail.js';
import { EML, receivedPath } from '../support/received.js';
import { signedIn, type Caller } from '../support/roles.js';
import { affect, known, listed, logIncident, noticeTo, tell } from '../support/story.js';
import { Accounts } from './accounts.js';
import { FourEyes } from './second-persons.js';

/** After so many uses a record is left alone: each command reads its record's whole history. */
const USES = 40;

/** What recipes stand on: one house with records in every state that some operation asks for. */
export class World {
  private readonly kept = new Map<string, { id: string; uses: number }>();
  readonly cursors: string[] = [];
  readonly accounts: Accounts;
  private four?: Promise<FourEyes>;
  private respond?: Promise<{ readonly id: string; readonly headers: Caller['headers'] }>;

  private constructor(
    readonly art33: Installation,
    readonly house: House,
    readonly late: { readonly notice: string; readonly duty: string },
    readonly pending: { readonly notice: string },
    readonly stated: { readonly notice: string; readonly delivery: string },
    readonly incident: string,
    /** A notice that another notice's recipes leave alone. */
    readonly beside: { readonly notice: string },
    /** A case whose notice names where to acknowledge. */
    readonly answerable: { readonly case: string; readonly received: string },
    /** The organisation's only admin. */
    readonly admin: string,
    /** A notice that nothing is decided about yet. */
    readonly suspected: string,
  ) {
    this.accounts = new Accounts(art33, house.practice.id);
  }

  static async of(art33: Installation, house: House): Promise<World> {
    const { processor, practice, neighbour } = house;
    const about = async (...awareness: readonly object[]): Promise<string> => {
      const id = await logIncident(processor, { awareness });
      await affect(processor, id, practice, neighbour);
      await art33.settled();
      return id;
    };
    const old = await about(known('breach-established', '2026-10-17T09:00+02:00'));
    await tell(processor, old);
    await art33.settled();
    const late = await noticeTo(processor, old, practice);
    const suspected = await about();
    const pending = await noticeTo(processor, suspected, practice);
    await processor.api.done('post', `notices/${late.id}/deliveries`, {
      channel: 'phone',
      textForm: false,
      at: '2026-10-20T09:05+02:00',
      by: 'x',
      to: 'y',
      evidence: '',
    });
    await art33.settled();
    const told = await noticeTo(processor, old, practice);
    const stated = told.deliveries.find(({ grade }) => grade === 'stated');
    const world = new World(
      art33,
      house,
      { notice: late.id, duty: told.duties[0]?.dutyId ?? '' },
      { notice: pending.id },
      { notice: late.id, delivery: stated?.deliveryId ?? '' },
      old,
      { notice: (await noticeTo(processor, house.ids['incident'] ?? '', neighbour)).id },
      await answerable(art33, house),
      await onlyAdmin(art33, house),
      (await noticeTo(processor, suspected, neighbour)).id,
    );
    for (const path of [
      'events',
      'notices',
      'controllers',
      'agreements',
      'incidents',
      'deadlines',
      'messages',
      'subprocessors',
      'reports',
      'imports',
      'findings',
      `incidents/${old}/timeline`,
      `incidents/${old}/affected`,
      `incidents/${old}/jobs`,
      `incidents/${old}/notices`,
    ]) {
      const { nextCursor } = await listed(processor.api, `${path}?limit=1`);
      if (nextCursor) world.cursors.push(nextCursor);
    }
    for (const path of ['cases', 'register', 'deadlines']) {
      const { nextCursor } = await listed(practice.api, `${path}?limit=1`);
      if (nextCursor) world.cursors.push(nextCursor);
    }
    return world;
  }

  get api(): Api {
    return this.house.processor.api;
  }
  id(meant: string): string {
    return idsOf(this.house)(meant);
  }

  /** Resolves when the read models show everything that was written. */
  async shown(): Promise<void> {
    const { log, models } = this.art33.service.stores;
    const { position } = await log.head();
    if (position !== undefined) await models.waitFor(position, 60_000);
  }

  /** A record that is made anew now and then. */
  async rotating(name: string, make: () => Promise<string>): Promise<string> {
    const found = this.kept.get(name);
    if (found && found.uses < USES) {
      found.uses += 1;
      return found.id;
    }
    const id = await make();
    this.kept.set(name, { id, uses: 1 });
    return id;
  }

  /** Makes a record and says its id. */
  async made(path: string, body: unknown, by = this.api): Promise<string> {
    return pick(await by.done('post', path, body), 'id');
  }

  quietIncident = (): Promise<string> => this.rotating('incident', () => this.made('incidents', { title: 'x' }));
  /** One that is shown to some members only. */
  hiddenIncident = (): Promise<string> => this.rotating('hidden', () => this.made('incidents', { title: 'x' }));
  report = (): Promise<string> => this.made('reports', { text: 'x' });
  controller = (): Promise<string> =>
    this.made('controllers', {
      name: `Praxis ${randomUUID()}`,
      address: { street: 'Weg 1', city: 'Kempten' },
      land: 'BY',
    });
  issuer = async (): Promise<string> => {
    await this.shown();
    const { items } = await listed<{ readonly id: string }>(this.api, 'issuers');
    for (const { id } of items.length < 5 ? [] : items)
      if (id !== this.id('issuer')) await this.api.delete(`issuers/${id}`);
    return this.made('issuers', issuerBody());
  };
  /** A person of the practice who signed in, with what its requests carry; another one after so many uses. */
  async person(name: string, uses: number): Promise<Readonly<Record<string, string>>> {
    const known = this.persons.get(name);
    if (known && known.uses < uses) {
      known.uses += 1;
      return known.headers;
    }
    const { headers } = await signedIn(this.art33, this.house.practice.id, 'controller', 'contact');
    this.persons.set(name, { headers, uses: 1 });
    return headers;
  }
  private readonly persons = new Map<string, { readonly headers: Readonly<Record<string, string>>; uses: number }>();
  /** Another house, where four eyes are asked for. */
  fourEyes = (): Promise<FourEyes> => (this.four ??= FourEyes.of(this.art33));
  /** Somebody of the processor who works incidents. */
  responder = () =>
    (this.respond ??= signedIn(this.art33, this.house.processor.id, 'processor', 'responder').then(
      async ({ api, headers }) => ({ id: pick(await api.read('me', headers), 'person.id'), headers }),
    ));
  /** Somebody in the directory, or a group there. */
  listed = (kind: 'Users' | 'Groups'): Promise<string> =>
    this.made(`scim/v2/${kind}`, kind === 'Users' ? scimUser() : scimGroup(), this.house.directory);
  webhook = async (): Promise<string> => {
    await this.roomForWebhooks();
    return this.made('webhooks', { url: 'https://hooks.example/x', types: ['*'], enabled: false });
  };
  /** An organisation has only so many. */
  async roomForWebhooks(): Promise<void> {
    await this.shown();
    const { items } = await listed<{ readonly id: string }>(this.api, 'webhooks');
    const kept = [this.id('webhook'), this.kept.get('webhook')?.id];
    if (items.length < 12) return;
    for (const { id } of items) if (!kept.includes(id)) await this.api.delete(`webhooks/${id}`);
  }
  member = (): Promise<string> => this.made('members', { email: `${randomUUID()}@example.org`, roles: ['reader'] });
  freshAgreement = async (): Promise<string> =>
    this.made('agreements', {
      controllerId: await this.controller(),
      termsId: this.id('terms'),
      termsVersion: 1,
      from: '2026-01-01',
    });
  spareAgreement = (): Promise<string> => this.rotating('agreement', this.freshAgreement);
}

export const issuerBody = () => ({
  label: 'x',
  url: `https://${randomUUID()}.example`,
  clientId: 'x',
  groups: [],
  domains: ['example.org'],
});
export const scimUser = () => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: `${randomUUID()}@example.org`,
  active: true,
});
export const scimGroup = () => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
  displayName: randomUUID(),
  members: [],
});

/** Puts a mail on file that another processor sent to somebody else: it says where to acknowledge. */
async function answerable(art33: Installation, { practice }: House): Promise<{ case: string; received: string }> {
  const [mail] = await mailsTo(art33, 'praxis@lumitra.example');
  if (!mail) throw new Error('no mail has gone out');
  const path = receivedPath({ received: '2026-10-20T09:09:00+02:00' });
  const id = pick(await practice.api.done('post', path, mail.received.raw, EML), 'id');
  await art33.settled();
  return { case: id, received: pick(await practice.api.read(`cases/${id}`), 'received.0.receivedId') };
}

/** Somebody who has joined as admin, and is the only one. */
async function onlyAdmin(art33: Installation, { processor }: House): Promise<string> {
  const people = art33.service.app.get(People);
  const newcomer = {
    organisation: processor.id,
    side: 'processor',
    email: 'leitung@processor.example',
    name: null,
  } as const;
  const context = { actor: { kind: 'system', id: 'test' }, organisation: processor.id } as const;
  const named = () => ({ ...context, commandId: randomUUID(), correlationId: randomUUID() });
  const { personId } = await people.invite({ ...newcomer, language: 'de', roles: ['admin'], how: 'set-up' }, named());
  await people.join(processor.id, personId, named());
  await art33.settled();
  return personId;
}
