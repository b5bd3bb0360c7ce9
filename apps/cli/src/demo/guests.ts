import { pick } from '../api-client.js';
import { newIncident } from './matters.js';
import { ATTENTIVE } from './people.js';
import type { Cast } from './cast.js';
import type { DemoWorld } from './world.js';
import type { Mail } from './mail-world.js';
import { Visitor } from './visitor.js';

/** Who looks at the three workplaces of the web app, by the name of the door. */
export interface Guests {
  /** Security team of ratiomedicus, with every role. */
  readonly desk: Visitor;
  /** Data protection officer of a practice that three processors know. */
  readonly portal: Visitor;
  /** Engaged by ratiomedicus. */
  readonly audit: Visitor;
}

const DESK = { email: 'anna.meier@ratiomedicus.example', name: 'Anna Meier' };
const PORTAL = { email: 'dsb@kurpark.example', name: 'Dr. Clara Vogel' };
const AUDIT = { email: 'pruefung@revision.example', name: 'Jonas Brandt' };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Asks three people in, as their organisations would: by mailed links. */
export async function inviteGuests(world: DemoWorld, cast: Cast): Promise<Guests> {
  const { ratiomedicus } = cast.processors;
  const visitor = ({ email }: { readonly email: string }): Visitor => new Visitor(world.url, world.clock, email);
  const invited = async (body: object, at: Visitor, { email, name }: typeof DESK): Promise<void> => {
    await world.operator.done('post', 'members', body);
    await at.press(await linkTo(world, email, 'invitation'), { name });
    await world.service.settled();
  };

  const desk = visitor(DESK);
  const roles = ['responder', 'approver', 'admin'];
  await invited({ ...DESK, roles, organisation: ratiomedicus.organisationId }, desk, DESK);
  await desk.addSecondFactor();

  const portal = visitor(PORTAL);
  for (const processor of ['lumitra', 'ratiomedicus', 'cgm'] as const)
    await invited(
      { ...PORTAL, roles: ['privacy-officer', 'admin'], organisation: cast.record(ATTENTIVE, processor).id },
      portal,
      PORTAL,
    );

  const audit = visitor(AUDIT);
  const until = new Date(world.clock.now() + 90 * DAY).toISOString();
  await ratiomedicus.api.done('post', 'engagements', { ...AUDIT, until });
  await world.service.settled();
  await world.operator.done('post', 'password-resets', { email: AUDIT.email }, { Origin: world.url });
  await audit.press(await linkTo(world, AUDIT.email, 'reset'));
  await world.service.settled();
  return { desk, portal, audit };
}

/** Something new for the security desk to work on: its clocks run from half an hour ago. */
export async function anotherNight({ clock, service }: DemoWorld, cast: Cast): Promise<void> {
  const { api, termsId } = cast.processors.ratiomedicus;
  const at = new Date(clock.now() - HOUR / 2).toISOString();
  const incident = await api.done('post', 'incidents', {
    ...newIncident,
    awareness: [{ fact: 'breach-established', at }],
  });
  await api.done('post', `incidents/${pick(incident, 'id')}/affected`, { terms: termsId });
  await service.settled();
}

/** The newest link of a kind that was mailed to an address; mails go out after the answer. */
async function linkTo({ mail, service }: DemoWorld, address: string, kind: 'invitation' | 'reset'): Promise<string> {
  const link = ({ text }: Mail): string | undefined => new RegExp(`https?://\\S+/${kind}/[\\w-]+`).exec(text)?.[0];
  for (let patience = 200; patience > 0; patience -= 1) {
    await service.settled();
    const found = (await mail.mailsTo(address)).map(link).findLast((each) => each !== undefined);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no ${kind} came to ${address}`);
}
