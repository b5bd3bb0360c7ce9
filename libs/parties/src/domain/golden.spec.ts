import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkGoldenEvents, ERASED, fold, type EventDeclaration, type GoldenEvent } from '@art33/event-log';
import { agreement, contact, controller, processor } from '../testing/samples.js';
import { agreementDecider } from './agreement-decider.js';
import { partiesEvents, type AgreementEvent, type OrganisationEvent, type TermsEvent } from './events.js';
import { contactsForNoticesOf, organisationDecider } from './organisation-decider.js';
import { openTermValuesOf, termsDecider, versionOf } from './terms-decider.js';

const folder = new URL('./golden/', import.meta.url);
const declarations = Object.entries(partiesEvents) as [string, EventDeclaration<unknown>][];
const golden = (type: string): GoldenEvent =>
  JSON.parse(readFileSync(new URL(`${type}.v1.json`, folder), 'utf8')) as GoldenEvent;

/** The event as it comes back once the keys of its personal fields are destroyed. */
function erased(type: string): GoldenEvent {
  const event = structuredClone(golden(type));
  for (const pointer of Object.keys(partiesEvents[type]?.personal ?? {})) {
    const path = pointer.slice(1).split('/');
    const last = path.pop() ?? '';
    const parent = path.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], event.opened);
    (parent as Record<string, unknown>)[last] = ERASED;
  }
  return event;
}

type Read = (type: string) => GoldenEvent;
const events = <E>(read: Read, ...types: readonly string[]): readonly E[] =>
  types.map((type) => ({ type, data: read(type).opened }) as E);
const ofOrganisation = (read: Read) =>
  fold(
    organisationDecider,
    events<OrganisationEvent>(read, 'OrganisationRegistered', 'ContactAdded', 'ContactChanged', 'SettingsChanged'),
  );
const ofTerms = (read: Read) =>
  fold(termsDecider, events<TermsEvent>(read, 'TermsPublished', 'TermsVersionSuperseded', 'OpenTermConfirmed'));
const ofAgreement = (read: Read) =>
  fold(
    agreementDecider,
    events<AgreementEvent>(
      read,
      'AgreementConcluded',
      'AgreementMovedToVersion',
      'SubprocessorAuthorised',
      'SubprocessorWithdrawn',
      'AgreementEnded',
    ),
  );

describe('the golden events of the parties', () => {
  test('exist for every type and open to what today’s release expects', () => {
    expect(readdirSync(folder).sort()).toEqual(
      declarations.map(([type, { version }]) => `${type}.v${version}.json`).sort(),
    );
    expect(checkGoldenEvents(partiesEvents, fileURLToPath(folder))).toBe(declarations.length);
  });

  test('replay into the state that they tell', () => {
    const state = ofOrganisation(golden);
    expect(state).toMatchObject({ organisation: { name: 'Praxis Dr. Meier', keptBy: processor, regime: 'gdpr' } });
    expect(contactsForNoticesOf(state)).toMatchObject([{ contactId: contact, email: 'meier@praxis-meier.example' }]);
    expect(state).toMatchObject({ settings: { internalTargetHours: 12, onCallAddress: 'on-call@sample.example' } });
    expect(openTermValuesOf(ofTerms(golden), 1).map(({ id, value, confirmed }) => [id, value, confirmed])).toEqual([
      ['suspicion', 'yes', false],
      ['objection-period', '14 days', true],
    ]);
    expect(ofAgreement(golden)).toMatchObject({
      agreementId: agreement,
      controllerId: controller,
      versions: [{ termsVersion: 1 }, { termsVersion: 2 }],
      until: '2026-12-31T23:00:00.000Z',
    });
  });

  test('replay after erasure: what counts is not personal', () => {
    const state = ofOrganisation(erased);
    expect(state).toMatchObject({
      organisation: { name: ERASED, land: 'BY', timeZone: 'Europe/Berlin' },
      contacts: { [contact]: 'erased' },
      settings: { internalTargetHours: 12, onCallAddress: null },
    });
    expect(contactsForNoticesOf(state)).toEqual([]);
    expect(openTermValuesOf(ofTerms(erased), 1)[1]).toMatchObject({ value: '14 days', confirmed: true });
    expect(versionOf(ofTerms(erased), 1)?.terms.dataProtectionContact).toMatchObject({ name: null, email: null });
    expect(ofAgreement(erased)).toEqual(ofAgreement(golden));
  });

  test('seal every name, address and free text, each under the keys of those it speaks of', () => {
    const open = declarations.map(([type]) => JSON.stringify(erased(type).opened)).join('\n');
    expect(open).not.toMatch(/Meier|@|\+49|Lindenweg|K-1|Schmidt|telephone/);
    const scopes = (type: string, pointer: string) =>
      (partiesEvents[type] as EventDeclaration<unknown>).personal?.[pointer]?.(golden(type).data, 'any');
    expect(scopes('OrganisationRegistered', '/name')).toEqual([`controller:${controller}`]);
    expect(scopes('ContactAdded', '/email')).toEqual([`person:${contact}`, `controller:${controller}`]);
    expect(scopes('SettingsChanged', '/settings/onCallAddress')).toEqual([
      'person:88888888-8888-4888-8888-888888888888',
    ]);
    expect(scopes('OpenTermConfirmed', '/reason')).toEqual(['person:99999999-9999-4999-8999-999999999999']);
  });

  test('leave a processor’s own name open: a company is no person', () => {
    const { data } = golden('OrganisationRegistered');
    const asProcessor = { ...(data as object), kind: 'processor', keptBy: null };
    const { personal } = partiesEvents['OrganisationRegistered'] as EventDeclaration<unknown>;
    expect(Object.values(personal ?? {}).map((scopesOf) => scopesOf(asProcessor, 'any'))).toEqual([[], [], []]);
  });
});
