import { randomUUID } from 'node:crypto';
import { deriveId, type CommandContext } from '@art33/event-log';
import {
  agreementDecider,
  agreementIdOf,
  agreementStream,
  organisationDecider,
  organisationStream,
  type OrganisationCommandData,
} from '@art33/parties';
import type { Installation, Processor } from './installation.js';

/** One of many controllers. */
export interface ManyController {
  readonly id: string;
  readonly agreementId: string;
}

const SLICE = 500;

/**
 * Registers many controllers of one processor with their agreements, by the running service's own commands but without
 * HTTP. Those whose number `hasContact` denies have nobody to tell.
 */
export async function registerMany(
  { service }: Pick<Installation, 'service'>,
  processor: Pick<Processor, 'id' | 'termsId'>,
  count: number,
  hasContact: (number: number) => boolean,
  emailOf: (number: number) => string = (number) => `praxis-${number}@praxis.example`,
): Promise<readonly ManyController[]> {
  const { commands } = service.stores;
  const numbers = Array.from({ length: count }, (_, number) => number);
  const idOf = (number: number): string => deriveId('many', processor.id, number);
  const context = (): CommandContext => {
    const commandId = randomUUID();
    const { id: organisation } = processor;
    return { actor: { kind: 'token', id: 'registry' }, organisation, commandId, correlationId: commandId };
  };
  const organisationItem = (number: number, command: OrganisationCommandData) => ({
    stream: organisationStream(idOf(number)),
    command: { ...command, onBehalfOf: processor.id },
    context: context(),
  });
  const agreementOf = (number: number): string => agreementIdOf(processor.id, idOf(number), processor.termsId, 1);

  for (let start = 0; start < count; start += SLICE) {
    const slice = numbers.slice(start, start + SLICE);
    const organisations = slice.flatMap((number) => [
      organisationItem(number, {
        type: 'register-controller',
        organisationId: idOf(number),
        name: `Praxis ${String(number).padStart(5, '0')}`,
        legalForm: null,
        address: { street: `Weg ${number}`, postalCode: null, city: 'Kempten' },
        land: 'BY',
        country: 'DE',
        timeZone: 'Europe/Berlin',
        language: 'de',
        regime: 'gdpr',
        customerNumber: null,
      }),
      ...(hasContact(number)
        ? [
            organisationItem(number, {
              type: 'add-contact',
              contactId: deriveId(idOf(number), 'contact'),
              name: 'Datenschutz',
              function: null,
              email: emailOf(number),
              phone: null,
              language: 'de',
              purposes: ['breach-notices'],
            }),
          ]
        : []),
    ]);
    const agreements = slice.map((number) => ({
      stream: agreementStream(agreementOf(number)),
      command: {
        type: 'conclude-agreement' as const,
        agreementId: agreementOf(number),
        controllerId: idOf(number),
        termsId: processor.termsId,
        termsVersion: 1,
        from: '2026-01-01T00:00:00.000Z',
        subprocessors: [],
        onBehalfOf: processor.id,
      },
      context: context(),
    }));
    const outcomes = [
      ...(await commands.runMany(organisationDecider, organisations)),
      ...(await commands.runMany(agreementDecider, agreements)),
    ];
    const failure = outcomes.find((outcome) => outcome instanceof Error);
    if (failure) throw failure;
  }
  return numbers.map((number) => ({ id: idOf(number), agreementId: agreementOf(number) }));
}
