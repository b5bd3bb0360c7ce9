import { testContext } from '@art33/event-log';
import type { HttpAnswer } from '@art33/identity';
import { DEFAULT_SETTINGS, organisationDecider, organisationStream } from '@art33/parties';
import { delivery, practice, processor, sunday, utc } from '../testing/story.js';
import { World } from '../testing/world.js';

const body = { reason: 'keys safe', decidedBy: 'Dr. A' };

describe('Four eyes over HTTP, where the controller asks for them', () => {
  let world: World;
  let id: string;
  beforeAll(async () => {
    world = await World.open();
    const { commands } = world.rooms.test;
    const run = (command: Parameters<typeof organisationDecider.decide>[0]) =>
      commands.run(
        organisationDecider,
        organisationStream(practice),
        command,
        testContext({ organisation: processor }),
      );
    const now = utc(sunday);
    const details = {
      name: 'Praxis',
      legalForm: null,
      address: { street: 'Am Park 1', postalCode: null, city: 'Frankfurt am Main' },
      land: 'HE',
      country: 'DE',
      timeZone: 'Europe/Berlin',
      language: 'de',
      regime: 'gdpr',
      customerNumber: null,
    } as const;
    await run({ type: 'register-controller', organisationId: practice, ...details, onBehalfOf: processor, now });
    const settings = { ...DEFAULT_SETTINGS, fourEyes: { approvals: false, decisions: true } };
    await run({ type: 'change-settings', settings, personId: 'nobody', onBehalfOf: practice, now });
    id = await world.deliver('case', sunday, [delivery(sunday)]);
  });
  afterAll(() => world.close());

  const path = () => `/cases/${id}/decision-not-to-file`;
  const as = (person: string, to: string, sent?: unknown) =>
    world.rooms.with()('POST', to, { body: sent ?? {}, headers: { 'X-Person': person } });
  const told = ({ status, body: { type } }: HttpAnswer) => [status, String(type).replace('urn:art33:problem:', '')];

  it('one person proposes, another confirms; a token does neither', async () => {
    const token = await world.rooms.as(practice, 'controller');
    const read = async () => (await token('GET', `/cases/${id}`)).body;
    expect(told(await token('POST', path(), { body }))).toEqual([409, 'person-needed']);
    expect((await as('anna', path(), body)).body['events']).toMatchObject([{ type: 'NotFilingProposed' }]);
    expect(await read()).toMatchObject({ decided: false, notFilingProposal: { proposedBy: { id: 'anna' } } });
    expect(told(await as('anna', `${path()}/confirmation`))).toEqual([409, 'second-person-needed']);
    expect(told(await token('POST', `${path()}/confirmation`))).toEqual([409, 'person-needed']);
    expect((await as('anna', `${path()}/withdrawal`)).status).toBe(200);
    expect(told(await as('ben', `${path()}/confirmation`))).toEqual([409, 'nothing-proposed']);
    await as('anna', path(), body);
    expect((await as('ben', `${path()}/confirmation`)).body['events']).toMatchObject([{ type: 'DecidedNotToFile' }]);
    expect(await read()).toMatchObject({
      decided: true,
      notFilingProposal: null,
      decisionNotToFile: { ...body, proposedBy: 'anna', confirmedBy: 'ben' },
    });
  });
});
