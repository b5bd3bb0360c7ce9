import { randomUUID } from 'node:crypto';
import { OPERATOR, People } from '@art33/identity';
import { Api, pick, type Answer } from '../../apps/cli/src/api-client.js';
import type { Installation } from './installation.js';
import { asPerson, type Caller } from './roles.js';
import type { Houses, Question, Served, Step } from './rights-steps.js';
import { SightModel, type Kept, type Place, type Verdict } from './sight-model.js';

const MINUTE = 60_000;
/** So many persons a sequence is about. */
export const PEOPLE = 3;

type Asking = Omit<Caller, 'name'>;
type View = ReturnType<SightModel['ofPerson']>;
type Headed = Readonly<Record<string, string>>;
const at = <T>(all: readonly T[], index: number): T => {
  const one = all[index % all.length];
  if (one === undefined) throw new Error('there is none');
  return one;
};
const inside = ({ id }: Pick<Place, 'id'>): Headed => ({ 'Art33-Organisation': id });
const context = (organisation: string) => ({
  actor: { kind: 'system', id: 'test' } as const,
  organisation,
  commandId: randomUUID(),
  correlationId: randomUUID(),
});
const shown = async (art33: Installation, position: string | null | undefined): Promise<void> => {
  if (position) await art33.service.stores.models.waitFor(position, 60_000);
};
async function invite(
  art33: Installation,
  place: Pick<Place, 'id'> & { side: Place['side'] | 'operator' },
  email: string,
  roles: readonly string[],
) {
  const { id: organisation, side } = place;
  const newcomer = { organisation, side, email, name: 'Kim Muster', language: 'de', roles, how: 'set-up' } as const;
  const { personId, outcome } = await art33.service.app.get(People).invite(newcomer, context(organisation));
  await shown(art33, outcome.position);
  return personId;
}
/** Takes a person in at once. */
export async function joinIn(
  art33: Installation,
  place: Parameters<typeof invite>[1],
  email: string,
  roles: readonly string[],
): Promise<string> {
  const personId = await invite(art33, place, email, roles);
  await shown(art33, (await art33.service.app.get(People).join(place.id, personId, context(place.id))).position);
  return personId;
}

/** One sequence: its own persons and tokens among houses that stay, what is done to them, and what they read. */
export class Sequence {
  private readonly model = new SightModel(() => this.houses.art33.clock.now());
  private readonly sessions = new Map<string, Asking>();
  private readonly tokens = new Map<string, Api>();
  private readonly engagements: { readonly id: string; readonly place: Served }[] = [];
  private readonly glasses: string[] = [];

  constructor(
    private readonly houses: Houses,
    /** Tells its persons from those of other sequences. */
    private readonly run: number,
  ) {}

  private email = (who: number): string => `p${who}-${this.run}@people.example`;
  private idOf = (who: number): string => this.houses.art33.service.app.get(People).idOf(this.email(who));

  async take(step: Step): Promise<void> {
    // Only processors restrict; who does is mostly made a responder first, so that there is something to hide from others.
    const isOfIncident = step.do === 'restrict' || step.do === 'lift';
    const place = at(
      isOfIncident ? this.houses.places.filter(({ side }) => side === 'processor') : this.houses.places,
      step.place,
    );
    if (step.do === 'restrict' && step.pick % 4 !== 0)
      await this.take({ ...step, do: 'join', place: this.houses.places.indexOf(place), processorRoles: ['responder'] });
    const [email, id] = [this.email(step.who), this.idOf(step.who)];
    const roles: readonly string[] = place.side === 'processor' ? step.processorRoles : step.controllerRoles;
    const incidents = this.houses.records.filter(
      ({ kind, processor }) => kind === 'incident' && processor === place.id,
    );
    const incident = incidents[step.pick % Math.max(incidents.length, 1)];
    switch (step.do) {
      case 'invite':
        await invite(this.houses.art33, place, email, roles);
        return this.model.invited(place, id, roles);
      case 'join':
        await joinIn(this.houses.art33, place, email, roles);
        this.model.invited(place, id, roles);
        return this.model.joined(place, id);
      case 'roles':
        if ((await this.write(place.api, 'put', `members/${id}/roles`, { roles })) !== this.model.isAskedIn(place, id))
          throw new Error('roles');
        return this.model.setRoles(place, id, roles);
      case 'remove':
        if ((await this.write(place.api, 'delete', `members/${id}`)) !== this.model.isAskedIn(place, id))
          throw new Error('removal');
        return this.model.removed(place, id);
      case 'engage': {
        const scope = at(this.houses.scopes, step.pick);
        const [from, until] = [step.minutes, step.minutes + step.length].map(
          (in_) => this.houses.art33.clock.now() + in_ * MINUTE,
        );
        const body = { email, scope, from: new Date(from!).toISOString(), until: new Date(until!).toISOString() };
        const engagement = pick((await this.shownAfter(await place.api.post('engagements', body))).body, 'id');
        this.engagements.push({ id: engagement, place });
        return this.model.engaged({ id: engagement, place: place.id, person: id, scope, from: from!, until: until! });
      }
      case 'become an auditor':
        await this.take({ ...step, do: 'remove' });
        return this.take({ ...step, do: 'engage', minutes: 0 });
      case 'dismiss': {
        const engagement = this.engagements[step.pick % Math.max(this.engagements.length, 1)];
        if (!engagement) return;
        await this.write(engagement.place.api, 'delete', `engagements/${engagement.id}`);
        return this.model.dismissed(engagement.id);
      }
      case 'restrict': {
        if (!incident) return;
        const others = [0, 1]
          .map((more) => this.idOf((step.who + step.pick + more) % PEOPLE))
          .filter((each) => this.model.isMember(place, each));
        const may = this.model.mayRestrict(place, id, incident);
        const { api, headers } = await this.signedIn(id);
        const path = `incidents/${incident.id}/restriction`;
        const done = await this.write(api, 'put', path, { members: others }, { ...headers, ...inside(place) });
        expect(['restrict', done]).toEqual(['restrict', may]);
        if (done) this.model.restricted(incident.id, [...others, id]);
        return;
      }
      case 'lift': {
        if (!incident) return;
        const may = this.model.mayLift(place, id, incident);
        const { api, headers } = await this.signedIn(id);
        const done = await this.write(api, 'delete', `incidents/${incident.id}/restriction`, undefined, {
          ...headers,
          ...inside(place),
        });
        expect(['lift', done]).toEqual(['lift', may]);
        if (done) this.model.lifted(incident.id);
        return;
      }
      case 'operate':
        await joinIn(this.houses.art33, { id: OPERATOR.organisation, side: 'operator' }, email, ['operator']);
        return this.model.operates(id, true);
      case 'stop operating':
        await this.write(this.houses.art33.operator, 'delete', `members/${id}`);
        return this.model.operates(id, false);
      case 'open': {
        const hours = 1 + (step.pick % 3);
        const body = { organisation: place.id, reason: 'Support', hours };
        const { api, headers } = await this.signedIn(id);
        const answer = await this.shownAfter(
          await api.post('break-glass', body, { ...headers, ...inside({ id: OPERATOR.organisation }) }),
        );
        expect(['open', answer.status < 300]).toEqual(['open', this.model.isOperator(id)]);
        if (answer.status >= 300) return;
        const glass = pick(answer.body, 'id');
        this.glasses.push(glass);
        return this.model.opened({
          id: glass,
          place: place.id,
          person: id,
          until: this.houses.art33.clock.now() + hours * 60 * MINUTE,
        });
      }
      case 'close': {
        const glass = this.glasses[step.pick % Math.max(this.glasses.length, 1)];
        if (glass === undefined) return;
        await this.write(this.houses.art33.operator, 'delete', `break-glass/${glass}`);
        return this.model.closed(glass);
      }
      case 'issue': {
        const right = ['scim', 'auditor', ...roles.map((role) => `${place.side}:${role}`)][
          step.pick % (2 + roles.length)
        ]!;
        const role = right === 'auditor' ? 'auditor' : place.side;
        const expires = this.houses.art33.clock.now() + step.length * MINUTE;
        const body = {
          organisation: place.id,
          role,
          rights: [right],
          label: 'narrow',
          expiresAt: new Date(expires).toISOString(),
        };
        const issued = await this.houses.art33.operator.done('post', 'tokens', body);
        await shown(this.houses.art33, pick(issued, 'position'));
        const token = pick(issued, 'id');
        this.tokens.set(token, new Api(this.houses.art33.url, pick(issued, 'token')));
        return this.model.issued({ id: token, place: place.id, right, until: expires });
      }
      case 'revoke': {
        const token = this.model.tokens[step.pick % Math.max(this.model.tokens.length, 1)];
        if (!token) return;
        await this.shownAfter(
          await this.houses.art33.operator.post(`tokens/${token.id}/revocation`, { organisation: token.place }),
        );
        return this.model.revoked(token.id);
      }
      case 'end session': {
        const session = await this.signedIn(id);
        const { status } = await session.api.post('sign-out', {}, session.headers);
        expect(status).toBeLessThan(300);
        return this.model.signedOut(id);
      }
      case 'wait':
        this.houses.art33.clock.advance({ milliseconds: step.minutes * MINUTE });
    }
  }

  /** What the step's person, others and the last tokens are shown now. */
  async look({ who, place, looks }: Step): Promise<void> {
    const [first, ...others] = looks;
    const all = this.houses.questions.map((_, what) => ({ who, place, what }));
    const asked: (() => Promise<void>)[] = [];
    // Whom the step was about is asked for a third of everything, others for a little.
    for (const look of [...all.filter(({ what }) => (what + (first?.what ?? 0)) % 3 === 0), ...others]) {
      const [where, person] = [at(this.houses.places, look.place), this.idOf(look.who)];
      const caller = await this.signedIn(person);
      const view = this.model.ofPerson(where, person);
      asked.push(() => this.ask(where, view, at(this.houses.questions, look.what), caller, `p${look.who}`));
    }
    for (const [index, token] of this.model.tokens.slice(-3).entries()) {
      const [home, api] = [this.houses.places.find(({ id }) => id === token.place), this.tokens.get(token.id)];
      if (!home || !api) throw new Error('a token of nowhere');
      const view = this.model.ofToken(token, home);
      const question = at(this.houses.questions, at(looks, index).what);
      asked.push(() => this.ask(home, view, question, { api, headers: {} }, `token ${token.right}`));
    }
    await Promise.all(asked.map((ask) => ask()));
  }

  private async ask(place: Place, view: View, { path, list, of }: Question, { api, headers }: Asking, who: string) {
    const answer = await api.get(path, { ...headers, ...(api.token === undefined && inside(place)) });
    const isShown = answer.status === 200;
    if (!isShown && ![401, 403, 404].includes(answer.status))
      throw new Error(`${path}: ${answer.status} ${answer.text}`);
    const judge = (what: string, verdict: Verdict, wasShown: boolean) => {
      this.houses.told[verdict] += 1;
      const isRight = verdict === 'either' || wasShown === (verdict === 'must');
      if (!isRight)
        throw new Error(`${who}, ${JSON.stringify(view)} of a ${place.side}: ${verdict} ${what}: ${wasShown}`);
    };
    if (list === undefined) {
      for (const record of of) {
        judge(path, this.model.ofRecord(place, view, record), isShown);
        if (view && this.model.isRestricted(record.incident)) this.houses.told.restricted += 1;
      }
      return;
    }
    judge(path, this.model.ofList(place, view, list), isShown);
    if (!isShown) return;
    const items = answer.body['items'] as readonly {
      readonly id?: string;
      readonly personId?: string;
      readonly stream?: string;
    }[];
    const has = (record: Kept) =>
      items.some(({ id, stream }) => id === record.id || stream === `${record.kind}-${record.id}`);
    for (const record of of) {
      const verdict = this.model.ofRecord(place, view, record);
      // Of a notice's events, a controller sees what it made of them itself.
      const isOwn = list !== 'events' || place.side === 'processor' || record.kind === 'case';
      if (isOwn || verdict === 'never') judge(`${path} ${record.id}`, verdict, has(record));
    }
    if (list === 'members')
      for (let other = 0; other < PEOPLE; other += 1) {
        const isListed = items.some(({ personId }) => personId === this.idOf(other));
        expect([who, other, isListed && !this.model.wasAskedIn(place, this.idOf(other))]).toEqual([who, other, false]);
      }
  }

  /** Leaves the houses as they were. */
  async tidy(): Promise<void> {
    for (const { api, id } of this.houses.places)
      for (const { kind, processor, incident } of this.houses.records)
        if (kind === 'incident' && processor === id && this.model.isRestricted(incident))
          await this.write(api, 'delete', `incidents/${incident}/restriction`);
  }

  /** The person's session, begun anew where it is over: which is first seen to open nothing any more. */
  private async signedIn(person: string): Promise<Asking> {
    const session = this.sessions.get(person);
    if (session && this.model.hasSession(person) === true) return session;
    if (session) expect(['over', (await session.api.get('incidents', session.headers)).status]).toEqual(['over', 401]);
    const begun = await asPerson(this.houses.art33, person);
    this.sessions.set(person, begun);
    this.model.signedIn(person);
    return begun;
  }

  /** Whether a write was done; throws where it failed for another reason than who asks. */
  private async write(
    api: Api,
    method: 'put' | 'delete',
    path: string,
    body?: object,
    headers: Headed = {},
  ): Promise<boolean> {
    const answer = await this.shownAfter(
      await (method === 'put' ? api.put(path, body, headers) : api.delete(path, headers)),
    );
    if (answer.status >= 300 && ![403, 404].includes(answer.status))
      throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.status < 300;
  }

  private async shownAfter(answer: Answer): Promise<Answer> {
    const position = answer.headers.get('Art33-Position') ?? (answer.body['position'] as string | undefined);
    await shown(this.houses.art33, position);
    return answer;
  }
}
