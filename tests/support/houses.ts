import { Api, pick, type Answer } from '../../apps/cli/src/api-client.js';
import { issueToken } from '@art33/identity';
import { customersWith, imported } from './import-files.js';
import { Installation, type Controller, type Processor, type ProcessorName } from './installation.js';
import { latestTo, linkIn, visitor } from './mail.js';
import { printed } from './print-runs.js';
import { caseOf, incidentOf, known, listed, noticeTo, tell } from './story.js';

/** What a processor and its practices have: the ids of one whole story. */
export interface House {
  readonly processor: Processor;
  readonly practice: Controller;
  /** Another practice of the same processor, affected by the same incident. */
  readonly neighbour: Controller;
  readonly auditor: Api;
  /** The processor's directory. */
  readonly directory: Api;
  readonly practiceAuditor: Api;
  readonly ids: Readonly<Record<string, string>>;
  /** Of the same kinds, where the practice has its own. */
  readonly practiceIds: Readonly<Record<string, string>>;
}

/** Plays one whole story: an incident is told to two practices, one acknowledges and files. */
export async function buildHouse(art33: Installation, name: ProcessorName, subprocessor: string): Promise<House> {
  const processor = await art33.processor(name);
  const practice = await art33.controller(processor, {
    name: `Praxis von ${name}`,
    emails: [`praxis@${name}.example`],
  });
  const neighbour = await art33.controller(processor, { emails: [`nachbar@${name}.example`] });
  const incident = await incidentOf(
    processor,
    [known('breach-established', '2026-10-20T09:00+02:00')],
    practice,
    neighbour,
  );
  await processor.api.done('post', `incidents/${incident}/subprocessors`, { subprocessorId: subprocessor });
  await art33.settled();
  await tell(processor, incident);
  await art33.settled();
  const link = linkIn(await latestTo(art33, `praxis@${name}.example`), 'n');
  await visitor(art33).press(`${link}/acknowledgement`, { name: 'Dr. Muster' });
  await art33.settled();
  const notice = await noticeTo(processor, incident, practice);
  const file = await caseOf(practice);
  await practice.api.done('post', `cases/${file.id}/filings`, {
    phase: 'initial',
    authority: 'LfD',
    filedAt: '2026-10-20T09:10+02:00',
  });
  const report = pick(await processor.api.done('post', 'reports', { text: `Hinweis an ${name}` }), 'id');
  const job = pick(await processor.api.done('post', `incidents/${incident}/jobs`, { what: 'approve' }), 'id');
  await art33.settled();
  const customers = customersWith(`1;Praxis aus der Datei von ${name};Weg 1;87435;Kempten;BY;;;;`);
  const fromFile = await imported(processor.api, customers);
  const printRun = await printed(processor, incident);
  const messages = await listed<{ readonly id: string }>(processor.api, `messages?aboutId=${notice.id}`);
  const webhook = pick(
    await processor.api.done('post', 'webhooks', { url: 'https://hooks.example/art33', types: ['*'], enabled: false }),
    'id',
  );
  const ofPractice = pick(
    await practice.api.done('post', 'webhooks', { url: 'https://hooks.example/p', types: ['*'], enabled: false }),
    'id',
  );
  const person = { email: `mitglied@${name}.example`, roles: ['reader'] };
  const member = pick(await processor.api.done('post', 'members', person), 'id');
  const engaged = { email: `pruefer@${name}.example`, until: '2026-12-31T00:00:00Z' };
  const engagement = pick(await processor.api.done('post', 'engagements', engaged), 'id');
  const own = { email: `leitung@${name}.example`, roles: ['admin'] };
  const practiceMember = pick(await practice.api.done('post', 'members', own), 'id');
  const practiceEngagement = pick(await practice.api.done('post', 'engagements', engaged), 'id');
  const { id: token } = await issueToken(art33.service.stores.commands, {
    organisation: processor.id,
    role: 'auditor',
    label: 'of-the-house',
  });
  const issuer = pick(
    await processor.api.done('post', 'issuers', {
      label: name,
      url: `https://login.${name}.example`,
      clientId: 'art33',
      groups: [],
      domains: [`${name}.example`],
    }),
    'id',
  );
  const directory = await directoryOf(art33, processor, name);
  const glass = pick(
    await art33.operator.done('post', 'break-glass', { organisation: processor.id, reason: 'Support', hours: 4 }),
    'id',
  );
  const node = pick(await art33.operator.read('nodes'), 'nodes.0.id');
  const filing = (await caseOf(practice)).filings[0]?.filingId ?? '';
  const received = await putOnFile(practice, `%PDF-1.7 ${name}`);
  return {
    processor,
    practice,
    neighbour,
    auditor: await art33.token(processor.id, 'auditor'),
    directory: directory.api,
    practiceAuditor: await art33.token(practice.id, 'auditor'),
    practiceIds: {
      webhook: ofPractice,
      member: practiceMember,
      engagement: practiceEngagement,
      event: String(pick<number>(await practice.api.read('events?category=case&limit=1'), 'items.0.logNumber')),
    },
    ids: {
      controller: practice.id,
      contact: practice.contactIds[0] ?? '',
      terms: processor.termsId,
      openTerm: 'whose-knowledge',
      agreement: practice.agreementId,
      incident,
      report,
      import: fromFile.id,
      webhook,
      notice: notice.id,
      printRun: printRun.id,
      delivery: notice.deliveries[0]?.deliveryId ?? '',
      case: file.id,
      filing,
      ...received,
      message: messages.items[0]?.id ?? '',
      job,
      member,
      engagement,
      token,
      issuer,
      glass,
      directoryUser: directory.user,
      directoryGroup: directory.group,
      directoryType: 'User',
      directorySchema: 'urn:ietf:params:scim:schemas:core:2.0:User',
      factor: '00000000-0000-4000-8000-000000000001',
      session: '00000000-0000-4000-8000-000000000001',
      node,
      intake: processor.id,
      event: String(notice.logNumber),
      subprocessor,
      duty: notice.duties[0]?.dutyId ?? '',
    },
  };
}

/** A directory with somebody in it, and a group. */
async function directoryOf(art33: Installation, { id }: Processor, name: ProcessorName) {
  const narrow = { organisation: id, role: 'processor', rights: ['scim'], label: 'directory' };
  const made = await art33.operator.done('post', 'tokens', narrow);
  const directory = new Api(art33.url, pick(made, 'token'));
  const person = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: `verzeichnis@${name}.example`,
    active: true,
  };
  const user = pick(await directory.done('post', 'scim/v2/Users', person), 'id');
  const some = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: `Gruppe von ${id}`,
    members: [],
  };
  const group = pick(await directory.done('post', 'scim/v2/Groups', some), 'id');
  return { api: directory, user, group };
}

/** Two whole stories in one installation: neither house may learn anything of the other. */
export async function twoHouses(): Promise<Record<'mine' | 'theirs', House> & { readonly art33: Installation }> {
  const art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
  await art33.at('2026-10-20T09:10+02:00');
  const mine = await buildHouse(art33, 'ratiomedicus', 'hetzner-online-gmbh');
  const theirs = await buildHouse(art33, 'lumitra', 'openai-inc');
  return { art33, mine, theirs };
}

/** A notice that a practice received from somebody else, as a PDF: its case, and its place there. */
async function putOnFile({ api }: Controller, pdf: string): Promise<{ receivedCase: string; received: string }> {
  const stated = new URLSearchParams({
    received: '2026-10-20T09:00:00+02:00',
    processor: 'Andere GmbH',
    kind: 'other',
  });
  const type = { 'Content-Type': 'application/pdf' };
  const receivedCase = pick(await api.done('post', `cases/received?${stated.toString()}`, pdf, type), 'id');
  const received = pick(await api.read(`cases/${receivedCase}`), 'received.0.receivedId');
  return { receivedCase, received };
}

/** A house's id of whatever a route asks for. */
export const idsOf =
  (house: House) =>
  (meant: string): string =>
    house.ids[meant] ?? '';

/** Everybody who may look for a house. */
export const peopleOf = (house: House): readonly (readonly [string, Api])[] => [
  ['processor', house.processor.api],
  ['its auditor', house.auditor],
  ['practice', house.practice.api],
  ["the practice's auditor", house.practiceAuditor],
];

/** An answer as somebody sees it who must not learn what is behind. */
export const outside = ({ status, text }: Answer) => ({ status, text });
