import { isSeq } from 'yaml';
import { answers, PERIOD_ANCHORS, type ContentItem } from '../domain/terms.js';
import type { Place } from './faults.js';
import { absence, absenceAt, child, fault, itemsOf, rowsOf, scalarText, textOf } from './nodes.js';

/**
 * The rules that span several fields. They read the nodes and not the finished value, so that they are checked, and their
 * faults reported, also where something else in the file is wrong.
 */
export function checkRules(root: Place): void {
  for (const [name, key] of KEYED) checkUnique(rowsOf(root, name), key);
  const openTerms = new Map(rowsOf(root, 'openTerms').map((row) => [textOf(row, 'id'), row]));
  const triggers = rowsOf(root, 'triggers');
  for (const row of openTerms.values()) checkOpenTerm(row);
  const triggerIds = new Set(triggers.map((row) => textOf(row, 'id')));
  for (const row of triggers) checkTrigger(row, triggerIds, openTerms);
  checkBreachTrigger(root, triggers);
  checkCircles(triggers);
  checkContent(root);
  checkNoticeForm(root, openTerms);
  for (const row of rowsOf(root, 'periods')) checkPeriod(row, openTerms);
  for (const row of rowsOf(root, 'recurringDuties')) checkReference(row, 'openTerm', openTerms);
}

const KEYED = [
  ['triggers', 'id'],
  ['requiredContent', 'item'],
  ['subprocessors', 'id'],
  ['periods', 'id'],
  ['recurringDuties', 'id'],
  ['controllerDuties', 'id'],
  ['otherClauses', 'id'],
  ['openTerms', 'id'],
  ['silentOn', 'id'],
] as const;

type Rows = ReadonlyMap<string | undefined, Place>;

function checkUnique(rows: readonly Place[], key: string): void {
  const seen = new Map<string, number>();
  for (const row of rows) {
    const value = textOf(row, key);
    const at = child(row, key);
    if (value === undefined || !at) continue;
    const first = seen.get(value);
    if (first === undefined) seen.set(value, at.offset);
    else fault(at, `\`${value}\` is used twice in this list, first in line ${row.faults.lineOf(first)}`);
  }
}

function checkOpenTerm(row: Place): void {
  const values = rowsOf(row, 'values');
  checkUnique(values, 'value');
  const answer = textOf(row, 'answer');
  if (values.length > 0 && answer !== undefined) {
    fault(child(row, 'answer') ?? row, 'a closed list of values is given: leave `answer` out');
  }
  const preset = textOf(row, 'default');
  if (preset === undefined || preset === 'none') return;
  const closed = values.length > 0 ? valuesOf(row) : undefined;
  const kind = answer === 'period' || answer === 'date' || answer === 'place' ? answer : undefined;
  if (!answers({ ...(closed && { values: closed }), ...(kind && { answer: kind }) }, preset)) {
    fault(
      child(row, 'default') ?? row,
      closed ? `is none of the values: ${closed.join(', ')}` : `is no answer of kind ${kind ?? ''}`,
    );
  }
}

function checkTrigger(row: Place, triggerIds: ReadonlySet<string | undefined>, openTerms: Rows): void {
  const fact = textOf(row, 'fact');
  const irregularities = child(row, 'irregularities');
  if (fact === 'irregularity-known' && !irregularities) {
    absence(row, 'irregularities', 'is missing: which irregularities fire this trigger');
  }
  if (fact !== 'irregularity-known' && irregularities) fault(irregularities, 'only for the fact irregularity-known');
  checkUniqueTexts(itemsOf(row, 'irregularities'));
  const kind = textOf(row, 'noticeKind');
  // Only a notice of kind breach starts the controller's 72 hours, and only an established breach may do so.
  if (kind !== undefined && fact !== undefined && (kind === 'breach') !== (fact === 'breach-established')) {
    fault(child(row, 'noticeKind') ?? row, 'the kind breach belongs to the fact breach-established, and to no other');
  }
  const onlyWhile = child(row, 'onlyWhile');
  if (onlyWhile) checkCondition(onlyWhile, openTerms);
  const followUp = child(row, 'followUpOf');
  if (followUp) {
    if (child(followUp, 'openTerm') || child(followUp, 'value')) checkCondition(followUp, openTerms);
    for (const item of itemsOf(followUp, 'triggers')) {
      const named = scalarText(item);
      if (named !== undefined && !triggerIds.has(named)) absenceAt(item, `there is no trigger \`${named}\``);
    }
  }
  for (const item of itemsOf(row, 'assumptions')) checkReferenceAt(item, openTerms);
}

/** `openTerm` and `value` belong together, and the value must be one that the open term can have. */
function checkCondition(place: Place, openTerms: Rows): void {
  const row = checkReference(place, 'openTerm', openTerms);
  const value = textOf(place, 'value');
  if (!child(place, 'openTerm')) absence(place, 'openTerm', 'is missing: the open term that has this value');
  if (!child(place, 'value')) absence(place, 'value', 'is missing: the value of the open term');
  if (!row || value === undefined) return;
  if (!valuesOf(row).includes(value))
    fault(child(place, 'value') ?? place, `is none of the values of \`${textOf(row, 'id') ?? ''}\``);
}

function checkBreachTrigger(root: Place, triggers: readonly Place[]): void {
  const list = child(root, 'triggers');
  const facts = triggers.map((row) => textOf(row, 'fact'));
  if (!list || facts.length === 0 || facts.includes('breach-established') || facts.includes(undefined)) return;
  absenceAt(
    list,
    'no trigger for the fact breach-established: where the text has no such clause, Art. 33(2) GDPR stands in its place, undated',
  );
}

function checkCircles(triggers: readonly Place[]): void {
  const follows = new Map(
    triggers.map((row) => {
      const followUp = child(row, 'followUpOf');
      return [textOf(row, 'id'), followUp ? itemsOf(followUp, 'triggers').map(scalarText) : []];
    }),
  );
  for (const row of triggers) {
    const start = textOf(row, 'id');
    const seen = new Set<string | undefined>();
    const next = [...(follows.get(start) ?? [])];
    for (let id = next.pop(); id !== undefined; id = next.pop()) {
      if (id === start) {
        fault(child(row, 'followUpOf') ?? row, `\`${id}\` would be a follow-up of itself`);
        break;
      }
      if (!seen.has(id)) next.push(...(follows.get(id) ?? []));
      seen.add(id);
    }
  }
}

/** Clause 9.2 of the annex to Implementing Decision (EU) 2021/915. */
const CLAUSE_9_2: readonly ContentItem[] = [
  'nature',
  'categories-of-persons',
  'number-of-persons',
  'categories-of-records',
  'number-of-records',
  'contact-point',
  'consequences',
  'measures',
];

function checkContent(root: Place): void {
  const list = child(root, 'requiredContent');
  if (!list || !isSeq(list.node)) return;
  const listed = rowsOf(root, 'requiredContent').map((row) => textOf(row, 'item'));
  for (const item of CLAUSE_9_2) {
    if (!listed.includes(item))
      absenceAt(list, `\`${item}\` is missing: list it with \`clause: none\` if it is not owed`);
  }
}

function checkNoticeForm(root: Place, openTerms: Rows): void {
  const form = child(root, 'noticeForm');
  if (!form) return;
  const clause = textOf(form, 'clause');
  if (textOf(form, 'form') === 'text' && clause === 'none') {
    fault(child(form, 'clause') ?? form, 'a form is stated: name the clause that states it');
  }
  const openTerm = child(form, 'openTerm');
  if (openTerm && textOf(form, 'form') === 'text') fault(openTerm, 'a form is stated: nothing is open here');
  const row = checkReference(form, 'openTerm', openTerms);
  if (row && !valuesOf(row).includes('text')) {
    fault(openTerm ?? form, `\`${textOf(row, 'id') ?? ''}\` must have \`text\` among its values`);
  }
}

function checkPeriod(row: Place, openTerms: Rows): void {
  for (const item of itemsOf(row, 'assumptions')) checkReferenceAt(item, openTerms);
  const openTerm = checkReference(row, 'openTerm', openTerms);
  const length = child(row, 'length');
  const open = length !== undefined && scalarText(length) === 'none';
  const unit = textOf(row, 'unit');
  if (length && unit !== undefined && open !== (unit === 'none')) {
    fault(child(row, 'unit') ?? row, 'length and unit are either both given or both none');
  }
  const anchored = child(row, 'anchor') !== undefined;
  if ((open || !anchored) && !child(row, 'openTerm')) {
    absence(row, 'openTerm', `is missing: the open term that asks for the ${open ? 'length' : 'anchor'}`);
  }
  if (open && !anchored) absence(row, 'anchor', 'is missing: what the period counts from, once its length is known');
  if (!openTerm) return;
  const at = child(row, 'openTerm') ?? row;
  if (open && textOf(openTerm, 'answer') !== 'period')
    fault(at, 'it asks for a length: that open term needs `answer: period`');
  const values = valuesOf(openTerm);
  const anchors = values.length > 0 && values.every((value) => PERIOD_ANCHORS.some((anchor) => anchor === value));
  if (!open && !anchored && !anchors)
    fault(at, `it asks for the anchor: its values must be of ${PERIOD_ANCHORS.join(', ')}`);
}

/** The open term that a field names; a name without an open term is a fault. */
function checkReference(row: Place, name: string, openTerms: Rows): Place | undefined {
  const place = child(row, name);
  return place && checkReferenceAt(place, openTerms);
}

function checkReferenceAt(place: Place, openTerms: Rows): Place | undefined {
  const id = scalarText(place);
  if (id === undefined) return undefined;
  const row = openTerms.get(id);
  if (!row) absenceAt(place, `there is no open term \`${id}\``);
  return row;
}

/** The closed list of an open term. */
const valuesOf = (openTerm: Place): string[] =>
  rowsOf(openTerm, 'values')
    .map((row) => textOf(row, 'value'))
    .filter((value) => value !== undefined);

function checkUniqueTexts(items: readonly Place[]): void {
  const seen = new Set<string>();
  for (const item of items) {
    const value = scalarText(item);
    if (value !== undefined && seen.has(value)) fault(item, `\`${value}\` stands here twice`);
    if (value !== undefined) seen.add(value);
  }
}
