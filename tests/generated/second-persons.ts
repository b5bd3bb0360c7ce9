import { randomUUID } from 'node:crypto';
import { pick } from '../../apps/cli/src/api-client.js';
import type { Controller, Installation, Processor } from '../support/installation.js';
import { signedIn, type Caller } from '../support/roles.js';
import { affect, incidentOf, known, logIncident, noticeTo, tell } from '../support/story.js';
import { at } from './recipes.js';
import type { Chance } from './chance.js';
import type { Recipe } from './recipes.js';
import { json } from './request.js';
import type { World } from './world.js';

type Person = Omit<Caller, 'name'>;

/** A house of its own that asks for four eyes: there nobody decides alone. */
export class FourEyes {
  private constructor(
    private readonly art33: Installation,
    private readonly processor: Processor,
    private readonly practice: Controller,
    readonly approvers: readonly [Person, Person],
    readonly officers: readonly [Person, Person],
  ) {}

  static async of(art33: Installation): Promise<FourEyes> {
    const processor = await art33.processor('cgm');
    const practice = await art33.controller(processor, { emails: ['praxis@cgm.example'] });
    await processor.api.done('put', 'organisation/settings', { fourEyes: { decisions: true } });
    await practice.api.done('put', 'organisation/settings', { fourEyes: { decisions: true } });
    const approver = () => signedIn(art33, processor.id, 'processor', 'approver');
    const officer = () => signedIn(art33, practice.id, 'controller', 'privacy-officer');
    return new FourEyes(
      art33,
      processor,
      practice,
      [await approver(), await approver()],
      [await officer(), await officer()],
    );
  }

  /** A notice that nothing is decided about yet. */
  notice = async (): Promise<string> => {
    const incident = await logIncident(this.processor);
    await affect(this.processor, incident, this.practice);
    await this.art33.settled();
    return (await noticeTo(this.processor, incident, this.practice)).id;
  };
  /** A notice that was sent. */
  told = async (): Promise<string> => {
    const incident = await incidentOf(this.processor, [known('breach-established', at)], this.practice);
    await this.art33.settled();
    await tell(this.processor, incident);
    await this.art33.settled();
    return (await noticeTo(this.processor, incident, this.practice)).id;
  };
  /** A case that nothing was filed in. */
  file = async (): Promise<string> => {
    const path = 'cases/received?received=2026-10-20T09:00:00%2B02:00&processor=Andere&kind=other';
    const pdf = { 'Content-Type': 'application/pdf' };
    return pick(await this.practice.api.done('post', path, `%PDF-1.7 ${randomUUID()}`, pdf), 'id');
  };
}

/** Proposes by the first person, unless it is proposed already; gives the request by which the second one ends that. */
async function proposed(path: string, end: string, [first, second]: readonly [Person, Person], chance: Chance) {
  const { status, text } = await first.api.post(path, { reason: chance.uuid(), decidedBy: 'x' }, first.headers);
  // What was proposed for a request that was not sent still stands.
  if (status !== 200 && !text.includes('proposed-already')) throw new Error(`${path}: ${status} ${text}`);
  return { ...json('POST', `${path}/${end}`, path.startsWith('notices') ? {} : undefined), by: second.headers };
}
const onNotice =
  (end: string, noticeOf: (world: World, house: FourEyes) => Promise<string>): Recipe =>
  async (world, chance) => {
    const house = await world.fourEyes();
    return proposed(`notices/${await noticeOf(world, house)}/not-required`, end, house.approvers, chance);
  };
const onFile =
  (end: string): Recipe =>
  async (world, chance) => {
    const house = await world.fourEyes();
    const file = await world.rotating(`file ${end}`, house.file);
    return proposed(`cases/${file}/decision-not-to-file`, end, house.officers, chance);
  };

/** What one person alone cannot do, and what no token can. */
export const OF_SECOND_PERSONS: Readonly<Record<string, Recipe>> = {
  // What was found is found: each of them takes another notice.
  'POST notices/{id}/not-required/confirmation': onNotice('confirmation', (_, house) => house.notice()),
  'POST notices/{id}/not-required/withdrawal': onNotice('withdrawal', (world, house) =>
    world.rotating('proposed', house.notice),
  ),
  'POST notices/{id}/acknowledgement': async (world, chance) => {
    const house = await world.fourEyes();
    const notice = await world.rotating('told', house.told);
    const body = { sendNumber: 1, name: chance.uuid() };
    return { ...json('POST', `notices/${notice}/acknowledgement`, body), by: house.officers[0].headers };
  },
  'POST cases/{id}/decision-not-to-file/confirmation': onFile('confirmation'),
  'POST cases/{id}/decision-not-to-file/withdrawal': onFile('withdrawal'),
  'PUT incidents/{id}/restriction': async (world, chance) => {
    const { id, headers: by } = await world.responder();
    const incident = await world.rotating('restricted', () => world.made('incidents', { title: 'x' }));
    // The same members again would be no other list.
    const members = chance.one([[id], [world.admin], [id, world.admin]]);
    return { ...json('PUT', `incidents/${incident}/restriction`, { members }), by };
  },
};
