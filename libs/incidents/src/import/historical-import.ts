import { deriveId, isRefusal, orErased } from '@art33/event-log';
import { folded } from '@art33/http';
import {
  throwFirst,
  type CheckedImport,
  type ImportFault,
  type ImportKind,
  type ImportRow,
  type ImportSetting,
  type ImportStep,
} from '@art33/imports';
import { agreementsOfController, controllerByNumber, organisation } from '@art33/parties';
import type { RecordHistoricalIncident } from '../domain/commands.js';
import { incidentDecider } from '../domain/decider.js';
import { initialIncident } from '../domain/state.js';
import { incidentStream } from '../domain/streams.js';
import { CHUNK_SIZE, type AffectedAgreement } from '../domain/values.js';
import { importedIncidentRow, isHistoryRecorded } from '../read-model/queries.js';
import { HISTORY_FIELDS, type HistoryField } from './fields.js';
import { customersIn, readHistory, type ReadHistory } from './read-row.js';

/** Incidents written together. */
const STEP = 16;

/** What is written as a customer number may be shown in a fault; anything else may be the name of somebody. */
const NUMBER_LIKE = /^(?=.*\d)[\p{L}\d._/#-]{1,40}$/u;

/** Which column a field of the decider stands in. */
const COLUMN_OF: Readonly<Record<string, HistoryField>> = {
  'occurred.from': 'occurredFrom',
  'occurred.until': 'occurredUntil',
  title: 'title',
  detected: 'detected',
  aware: 'aware',
  toldControllers: 'toldControllers',
  toldAuthority: 'toldAuthority',
  closed: 'closed',
};

/** Incidents of the past as records: with their old times, and nothing that pretends they were worked on here. */
export const historicalIncidentsImport: ImportKind = {
  kind: 'historical-incidents',
  fields: HISTORY_FIELDS,
  takesJson: true,
  reached: importedIncidentRow,
  async check(rows: readonly ImportRow[], setting: ImportSetting): Promise<CheckedImport> {
    const checker = new Checker(setting);
    for (const row of rows) {
      checker.take(row);
      await setting.breathe();
    }
    return checker.result(rows.length);
  },
};

class Checker {
  private readonly faults: ImportFault[] = [];
  private readonly commands: RecordHistoricalIncident[] = [];
  private readonly rows = new Map<string, number>();
  private readonly agreements = new Map<string, AffectedAgreement | string>();
  private readonly zone: string;

  constructor(private readonly setting: ImportSetting) {
    this.zone = organisation(setting.db, setting.scope.organisation)?.timeZone ?? 'Europe/Berlin';
  }

  take(row: ImportRow): void {
    const read = readHistory(row, this.zone);
    this.faults.push(...read.faults);
    this.refuseRepeated(row, read);
    const command = this.commandOf(row, read);
    const decided = incidentDecider.decide(
      { ...command, onBehalfOf: this.setting.scope.organisation, now: this.setting.now },
      initialIncident,
    );
    if (!isRefusal(decided)) this.commands.push(command);
    else {
      const field = COLUMN_OF[decided.field ?? ''] ?? '';
      if (!read.faults.some((fault) => fault.field === field)) this.faults.push(row.fault(field, decided.rule));
    }
  }

  result(rows: number): CheckedImport {
    const affected = this.commands.reduce((sum, command) => sum + command.affected.length, 0);
    return {
      faults: this.faults,
      counts: { incidents: this.commands.length, affected },
      steps: this.faults.length > 0 ? [] : stepsOf(this.commands, rows, this.setting),
    };
  }

  private commandOf(row: ImportRow, read: ReadHistory): RecordHistoricalIncident {
    const { importId } = this.setting;
    const importRow = row.number;
    const { details, times, assessment } = read;
    return {
      type: 'record-historical-incident',
      incidentId: deriveId('import', importId, 'incident', importRow),
      details,
      times,
      assessment,
      affected: this.affectedOf(row, read),
      measures: read.measures.map((description, index) => ({
        measureId: deriveId('import', importId, 'measure', importRow, index),
        description,
        stage: 'taken',
        at: null,
      })),
      importId,
      importRow,
    };
  }

  private affectedOf(row: ImportRow, { customers, details, times }: ReadHistory): readonly AffectedAgreement[] {
    if (customers.length > CHUNK_SIZE) {
      this.faults.push(row.fault('customers', `at most ${CHUNK_SIZE} customers`));
      return [];
    }
    const at = (details.occurred.from ?? details.detected ?? times.aware)?.at ?? this.setting.now;
    return customers.flatMap((customer) => {
      const found = this.agreementOf(customer, at);
      if (typeof found !== 'string') return [found];
      const place = NUMBER_LIKE.test(customer) ? customer : `entry ${customersIn(row).indexOf(customer) + 1}`;
      this.faults.push(row.fault('customers', `${place}: ${found}`));
      return [];
    });
  }

  /** The customer's agreement at that time, or its last one; or why there is none. */
  private agreementOf(customer: string, at: string): AffectedAgreement | string {
    const key = `${at} ${customer}`;
    const known = this.agreements.get(key);
    if (known !== undefined) return known;
    const found = this.lookUp(customer, at);
    this.agreements.set(key, found);
    return found;
  }

  private lookUp(customer: string, at: string): AffectedAgreement | string {
    const { db, scope } = this.setting;
    const controllerId = controllerByNumber(db, scope, customer);
    if (controllerId === undefined) return 'no controller with this customer number is registered';
    const agreements = agreementsOfController(db, scope, controllerId, at);
    const agreement = agreements.findLast(({ from, ended }) => from <= at && !ended) ?? agreements.at(-1);
    if (!agreement) return 'there is no agreement with this customer';
    return { agreementId: agreement.agreementId, controllerId, ended: agreement.ended };
  }

  /** The same title at the same time is the same incident: in this file, or recorded before. */
  private refuseRepeated(row: ImportRow, { details, times }: ReadHistory): void {
    const when = [details.occurred.from?.at ?? null, details.detected?.at ?? null, times.aware?.at ?? null] as const;
    const title = folded(orErased(details.title, ''));
    const key = JSON.stringify([title, ...when]);
    const first = this.rows.get(key);
    if (first !== undefined) this.faults.push(row.fault('title', `row ${first} holds the same incident`));
    else this.rows.set(key, row.number);
    const recorded = isHistoryRecorded(this.setting.db, this.setting.scope, title, when);
    if (recorded) this.faults.push(row.fault('title', 'this incident of the past is recorded already'));
  }
}

function stepsOf(
  commands: readonly RecordHistoricalIncident[],
  rows: number,
  { scope: { organisation: onBehalfOf } }: ImportSetting,
): readonly ImportStep[] {
  const steps: ImportStep[] = [];
  for (let start = 0; start < commands.length; start += STEP) {
    const some = commands.slice(start, start + STEP);
    steps.push({
      rowsDone: Math.min(rows, start + STEP),
      async write(runner, contextOf) {
        const items = some.map((command) => ({
          stream: incidentStream(command.incidentId),
          command: { ...command, onBehalfOf },
          context: contextOf(command.importRow, 'incident'),
        }));
        throwFirst(await runner.runMany(incidentDecider, items));
      },
    });
  }
  return steps;
}
