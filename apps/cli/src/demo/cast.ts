import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processorId } from '@art33/parties';
import { Api, pick } from '../api-client.js';
import { practices, type Practice, type ProcessorName } from './people.js';
import type { DemoWorld } from './world.js';

/** Their ids in the terms files, and their internal targets in hours for duties without an hour figure. */
const PROCESSORS: Readonly<
  Record<ProcessorName, { readonly termsId: string; readonly name: string; readonly targetHours: number | null }>
> = {
  ratiomedicus: { termsId: 'ratiomedicus-gmbh', name: 'ratiomedicus GmbH', targetHours: null },
  lumitra: { termsId: 'lumitra-gmbh', name: 'Lumitra GmbH', targetHours: 20 },
  cgm: { termsId: 'compugroup-medical-deutschland-ag', name: 'CompuGroup Medical Deutschland AG', targetHours: 24 },
};
export const PROCESSOR_NAMES = Object.keys(PROCESSORS) as readonly ProcessorName[];

/** A processor, and its own access to the service. */
export interface Processor {
  readonly name: string;
  readonly organisationId: string;
  readonly termsId: string;
  /** Where its alerts go. */
  readonly onCall: string;
  readonly token: string;
  readonly api: Api;
}

/** A processor's record of a controller: a practice with three processors is in three of them. */
export interface ControllerRecord {
  readonly practice: Practice;
  readonly processor: ProcessorName;
  readonly id: string;
  readonly agreementId: string;
}

/** Everybody in the story. */
export class Cast {
  private readonly tokens = new Map<string, Promise<string>>();
  private readonly apis = new Map<string, Promise<Api>>();

  private constructor(
    private readonly world: DemoWorld,
    readonly processors: Readonly<Record<ProcessorName, Processor>>,
    readonly records: readonly ControllerRecord[],
  ) {}

  /** Imports the three agreements, and registers processors and controllers. */
  static async assemble(world: DemoWorld): Promise<Cast> {
    const files = PROCESSOR_NAMES.map((name) => ({
      name: `${name}.yaml`,
      text: readFileSync(termsFile(name), 'utf8'),
    }));
    await world.operator.done('post', 'terms-imports', { files, dryRun: false });
    const processors = {
      ratiomedicus: await equip(world, 'ratiomedicus'),
      lumitra: await equip(world, 'lumitra'),
      cgm: await equip(world, 'cgm'),
    };
    const wanted = practices.flatMap((practice) => practice.processors.map((processor) => ({ practice, processor })));
    const records = await Promise.all(
      wanted.map(({ practice, processor }) => register(processors[processor], processor, practice)),
    );
    await world.service.settled();
    return new Cast(world, processors, records);
  }

  recordsOf(processor: ProcessorName): readonly ControllerRecord[] {
    return this.records.filter((record) => record.processor === processor);
  }

  record(practice: string, processor: ProcessorName): ControllerRecord {
    const found = this.recordsOf(processor).find((record) => record.practice.name === practice);
    if (!found) throw new Error(`${processor} has no record of ${practice}`);
    return found;
  }

  /** The token of a controller for what one processor keeps of it. */
  tokenOf({ id }: ControllerRecord): Promise<string> {
    const token = this.tokens.get(id) ?? this.world.token(id, 'controller');
    this.tokens.set(id, token);
    return token;
  }

  /** The controller's own view: always the same, because it shows what was written through it. */
  as(record: ControllerRecord): Promise<Api> {
    const api = this.apis.get(record.id) ?? this.tokenOf(record).then((token) => new Api(this.world.url, token));
    this.apis.set(record.id, api);
    return api;
  }
}

/** As `npm run demo` starts it: in the project's folder. */
const termsFile = (name: string): string => join('examples', 'terms', `${name}.yaml`);

async function equip(world: DemoWorld, name: ProcessorName): Promise<Processor> {
  const { termsId, targetHours, name: fullName } = PROCESSORS[name];
  const organisationId = processorId(termsId);
  const token = await world.token(organisationId, 'processor');
  const api = new Api(world.url, token);
  const onCall = `bereitschaft@${name}.example`;
  await api.done('put', 'organisation/settings', { internalTargetHours: targetHours, onCallAddress: onCall });
  const terms = await api.read('terms');
  return { name: fullName, organisationId, termsId: pick(terms, 'items.0.id'), onCall, token, api };
}

async function register(processor: Processor, name: ProcessorName, practice: Practice): Promise<ControllerRecord> {
  const { postalCode, city, land, language, address, management } = practice;
  const registered = await processor.api.done('post', 'controllers', {
    name: practice.name,
    address: { street: 'Hauptstraße 1', postalCode, city },
    land,
    language,
  });
  const id = pick(registered, 'id');
  if (address !== null) {
    const contacts = [
      { name: 'Datenschutz', email: address, language, purposes: ['breach-notices'] },
      { name: 'Leitung', email: management, language, purposes: [] },
    ];
    for (const contact of contacts) await processor.api.done('post', `controllers/${id}/contacts`, contact);
  }
  const agreement = await processor.api.done('post', 'agreements', {
    controllerId: id,
    termsId: processor.termsId,
    termsVersion: 1,
    from: '2026-01-01',
  });
  return { practice, processor: name, id, agreementId: pick(agreement, 'id') };
}
