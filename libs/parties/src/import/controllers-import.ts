import { deriveId, type Commands } from '@art33/event-log';
import { folded } from '@art33/http';
import {
  throwFirst,
  type CheckedImport,
  type ContextOfRow,
  type ImportFault,
  type ImportKind,
  type ImportRow,
  type ImportSetting,
  type ImportStep,
} from '@art33/imports';
import { agreementDecider } from '../domain/agreement-decider.js';
import { agreementIdOf, agreementStream, organisationStream } from '../domain/ids.js';
import { organisationDecider } from '../domain/organisation-decider.js';
import type { ContactDetails, OrganisationDetails } from '../domain/organisation.js';
import { importedRow, maySharePlace, organisation, registeredAlready } from '../read-model/organisations.js';
import { TermsFinder, type AcceptedTerms } from './accepted-terms.js';
import { CONTROLLER_FIELDS } from './fields.js';
import { faultsOfContact, faultsOfDetails } from './rules.js';
import { readRow, type ReadRow, type StatedAgreement } from './read-rows.js';

/** Controllers written together. */
const STEP = 16;

/** What the rows of one controller come to. */
interface Draft {
  /** Its first row, whose details count. */
  readonly row: ImportRow;
  readonly details: OrganisationDetails;
  readonly contacts: { readonly row: number; readonly details: ContactDetails }[];
  readonly agreements: (AcceptedTerms & Pick<StatedAgreement, 'from' | 'until'> & { readonly row: number })[];
}

/** Controllers with their contacts and agreements, one processor's. Several rows with one customer number are one controller. */
export const controllersImport: ImportKind = {
  kind: 'controllers',
  fields: CONTROLLER_FIELDS,
  takesJson: false,
  reached: importedRow,
  async check(rows: readonly ImportRow[], setting: ImportSetting): Promise<CheckedImport> {
    const checker = new Checker(setting);
    for (const row of rows) {
      await checker.take(row);
      await setting.breathe();
    }
    return checker.result(rows.length);
  },
};

class Checker {
  private readonly faults: ImportFault[] = [];
  /** By `keyOf`; several only where postal codes tell them apart. */
  private readonly drafts = new Map<string, readonly Draft[]>();
  private readonly terms: TermsFinder;
  private readonly zone: string;

  constructor(private readonly setting: ImportSetting) {
    this.terms = new TermsFinder(setting);
    const processor = organisation(setting.db, setting.scope.organisation);
    this.zone = processor?.timeZone ?? 'Europe/Berlin';
    if (processor?.kind !== 'processor')
      this.faults.push({
        row: null,
        column: null,
        columnName: null,
        field: '',
        rule: 'no processor with this id is registered here: import its terms first',
      });
  }

  async take(row: ImportRow): Promise<void> {
    const read = readRow(row, this.zone);
    this.faults.push(...read.faults);
    const draft = this.draftOf(row, read);
    this.takeContact(row, read, draft);
    await this.takeAgreement(row, read, draft);
  }

  result(rows: number): CheckedImport {
    const drafts = [...this.drafts.values()].flat().toSorted((a, b) => a.row.number - b.row.number);
    const count = (of: (draft: Draft) => number): number => drafts.reduce((sum, draft) => sum + of(draft), 0);
    return {
      faults: this.faults,
      counts: {
        controllers: drafts.length,
        contacts: count(({ contacts }) => contacts.length),
        agreements: count(({ agreements }) => agreements.length),
      },
      steps: this.faults.length > 0 ? [] : stepsOf(drafts, rows, this.setting),
    };
  }

  private draftOf(row: ImportRow, { details, faults }: ReadRow): Draft {
    const key = keyOf(details);
    const drafts = this.drafts.get(key) ?? [];
    const known = drafts.find((draft) => details.customerNumber !== null || maySharePlace(draft.details, details));
    if (known) {
      this.compare(row, known);
      return known;
    }
    this.faults.push(...faultsOfDetails(row, details, faults));
    const { db, scope } = this.setting;
    const taken = registeredAlready(db, scope, details);
    if (taken === 'customer-number')
      this.faults.push(row.fault('customerNumber', 'a controller with this customer number is registered already'));
    if (taken === 'name')
      this.faults.push(row.fault('name', 'a controller with this name is registered in this place already'));
    const draft: Draft = { row, details, contacts: [], agreements: [] };
    this.drafts.set(key, [...drafts, draft]);
    return draft;
  }

  /** Rows of one controller agree in what they say of it; what they leave out was said before. */
  private compare(row: ImportRow, { row: first }: Draft): void {
    for (const field of OF_CONTROLLER) {
      const [said, before] = [row.text(field), first.text(field)];
      if (said !== '' && said !== before)
        this.faults.push(row.fault(field, `row ${first.number} says something else of the same controller`));
    }
  }

  private takeContact(row: ImportRow, { contact, faults }: ReadRow, draft: Draft): void {
    if (!contact) return;
    this.faults.push(...faultsOfContact(row, contact, faults));
    const email = contact.email?.toLowerCase();
    const same = draft.contacts.find(
      ({ details }) => (details.email?.toLowerCase() ?? details.name) === (email ?? contact.name),
    );
    if (same) this.faults.push(row.fault('email', `this controller has this contact in row ${same.row} already`));
    else draft.contacts.push({ row: row.number, details: contact });
  }

  private async takeAgreement(row: ImportRow, { agreement }: ReadRow, draft: Draft): Promise<void> {
    if (!agreement) return;
    const found = await this.terms.find(agreement);
    if (!('accepted' in found)) {
      this.faults.push(row.fault(found.field, found.rule));
      return;
    }
    const { from, until } = agreement;
    if (until !== null && until < from)
      this.faults.push(row.fault('until', 'an agreement does not end before it starts'));
    const { accepted } = found;
    const same = draft.agreements.find(({ termsId }) => termsId === accepted.termsId);
    if (!same) draft.agreements.push({ ...accepted, from, until, row: row.number });
    else if (same.from !== from || same.until !== until || same.termsVersion !== accepted.termsVersion)
      this.faults.push(row.fault('from', `row ${same.row} says something else of the same agreement`));
  }
}

const OF_CONTROLLER = [
  'name',
  'legalForm',
  'street',
  'postalCode',
  'city',
  'land',
  'country',
  'timeZone',
  'language',
  'regime',
] as const;

/** The same rule tells whether a controller is registered already: see `registeredAlready`. */
const keyOf = ({ customerNumber, name, address }: OrganisationDetails): string =>
  customerNumber === null ? JSON.stringify([name, address.city].map(folded)) : `number ${customerNumber}`;

function stepsOf(drafts: readonly Draft[], rows: number, setting: ImportSetting): readonly ImportStep[] {
  const steps: ImportStep[] = [];
  let rowsDone = 0;
  for (let start = 0; start < drafts.length; start += STEP) {
    const some = drafts.slice(start, start + STEP);
    // A row is done with its controller; in the end all are.
    rowsDone += some.reduce((sum, { contacts }) => sum + Math.max(1, contacts.length), 0);
    const isLast = start + STEP >= drafts.length;
    steps.push({
      rowsDone: isLast ? rows : Math.min(rows, rowsDone),
      write: (commands, contextOf) => write(commands, some, contextOf, setting),
    });
  }
  return steps;
}

async function write(
  commands: Commands,
  drafts: readonly Draft[],
  contextOf: ContextOfRow,
  { importId, scope: { organisation: onBehalfOf } }: ImportSetting,
): Promise<void> {
  const idOf = ({ row }: Draft): string => deriveId('import', importId, 'controller', row.number);
  const organisations = drafts.flatMap((draft) => {
    const organisationId = idOf(draft);
    const stream = organisationStream(organisationId);
    const importRow = draft.row.number;
    const origin = { importId, importRow, onBehalfOf };
    const register = { type: 'register-controller' as const, organisationId, ...draft.details, ...origin };
    return [
      { stream, command: register, context: contextOf(importRow, 'controller') },
      ...draft.contacts.map(({ row, details }) => {
        const contactId = deriveId('import', importId, 'contact', row);
        const command = { type: 'add-contact' as const, contactId, ...details, importId, importRow: row, onBehalfOf };
        return { stream, command, context: contextOf(row, 'contact') };
      }),
    ];
  });
  const agreements = drafts.flatMap((draft) =>
    draft.agreements.flatMap(({ row, until, ...accepted }) => {
      const controllerId = idOf(draft);
      const agreementId = agreementIdOf(onBehalfOf, controllerId, accepted.termsId, 1);
      const stream = agreementStream(agreementId);
      const origin = { importId, importRow: row };
      const conclude = {
        type: 'conclude-agreement' as const,
        agreementId,
        controllerId,
        ...accepted,
        ...origin,
        onBehalfOf,
      };
      const end = until === null ? [] : [{ type: 'end-agreement' as const, until, onBehalfOf }];
      return [
        { stream, command: conclude, context: contextOf(row, 'agreement') },
        ...end.map((command) => ({ stream, command, context: contextOf(row, 'end') })),
      ];
    }),
  );
  throwFirst(await commands.runMany(organisationDecider, organisations));
  throwFirst(await commands.runMany(agreementDecider, agreements));
}
