import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { ProblemException, validationPipe } from '@art33/http';
import { AddDetailsBody, detailsOf } from './details.dto.js';
import {
  CorrectAwarenessBody,
  FactBody,
  factOf,
  ImplicateSubprocessorBody,
  implicationOf,
  ListIncidentsQuery,
  LogIncidentBody,
  RulingOutBody,
  SelectionBody,
  selectionOf,
} from './incidents.dto.js';

const read = async <T>(metatype: Type<T>, body: unknown): Promise<T> =>
  (await validationPipe().transform(body, { type: 'body', metatype })) as T;

/** The problem that a reading ends in. */
async function problemOf(reading: () => unknown) {
  try {
    await reading();
  } catch (error) {
    if (error instanceof ProblemException) return error.problem;
    throw error;
  }
  throw new Error('nothing was refused');
}
const faults = async (metatype: Type, body: unknown) => (await problemOf(() => read(metatype, body))).errors;

const berlin = { offset: '+02:00', precision: 'exact' };
const at = '2026-10-23T21:40:00+02:00';
const stated = { at: '2026-10-23T19:40:00.000Z', ...berlin };

describe('an instant in a body', () => {
  it('is RFC 3339 with offset', async () => {
    const body = await read(FactBody, { fact: 'suspicion-known', at });
    expect(factOf(body)).toEqual({ fact: 'suspicion-known', at: stated });
  });

  it('is local time with a zone, approximate if said so', async () => {
    const local = { local: '2026-10-23T21:40', zone: 'Europe/Berlin', precision: 'approximate' };
    const body = await read(FactBody, { fact: 'irregularity-known', irregularity: 'loss-or-damage', at: local });
    expect(factOf(body)).toEqual({
      fact: 'irregularity-known',
      irregularity: 'loss-or-damage',
      at: { ...stated, zone: 'Europe/Berlin', precision: 'approximate' },
    });
  });

  it('in the double hour is refused with both readings and the name of its field', async () => {
    const body = await read(LogIncidentBody, {
      title: 'x',
      awareness: [{ fact: 'suspicion-known', at: { local: '2026-10-25T02:30', zone: 'Europe/Berlin' } }],
    });
    const problem = await problemOf(() => factOf(body.awareness![0]!, 'awareness.0.'));
    expect(problem.status).toBe(422);
    expect(problem.errors).toEqual([
      { field: 'awareness.0.at', rule: expect.stringContaining('+02:00 or +01:00') as string },
    ]);
    expect(problem['readings']).toMatchObject([{ at: '2026-10-25T00:30:00.000Z' }, { at: '2026-10-25T01:30:00.000Z' }]);
  });

  it('in the missing hour is refused', async () => {
    const body = await read(AddDetailsBody, {
      occurred: { from: { local: '2027-03-28T02:30', zone: 'Europe/Berlin' } },
    });
    expect(await problemOf(() => detailsOf(body))).toMatchObject({ errors: [{ field: 'occurred.from' }] });
  });

  it('without offset and zone is refused', async () => {
    const body = await read(FactBody, { fact: 'suspicion-known', at: '2026-10-23T21:40:00' });
    expect(await problemOf(() => factOf(body))).toMatchObject({ errors: [{ field: 'at' }] });
  });

  it('is needed where awareness is established', async () => {
    expect(await faults(FactBody, { fact: 'suspicion-known' })).toMatchObject([{ field: 'at' }]);
  });
});

describe('what is stated of an incident', () => {
  it('is taken over; what is left out says nothing, null says that it is not known', async () => {
    const body = await read(AddDetailsBody, {
      summary: 'Access by a stranger',
      occurred: { from: at },
      detected: null,
      dimensions: ['confidentiality', 'availability'],
      numberOfPersons: { kind: 'approximate', value: 300 },
      numberOfRecords: null,
      specialCategories: [],
      contactPoint: { name: 'Security team', email: 'security@processor.example' },
    });
    expect(detailsOf(body)).toEqual({
      summary: 'Access by a stranger',
      occurred: { from: stated },
      detected: null,
      dimensions: ['confidentiality', 'availability'],
      numberOfPersons: { kind: 'approximate', value: 300 },
      numberOfRecords: { kind: 'unknown' },
      specialCategories: [],
      contactPoint: { name: 'Security team', email: 'security@processor.example', phone: null },
    });
  });

  it('has a title when it is logged', async () => {
    expect(await faults(LogIncidentBody, {})).toEqual(
      expect.arrayContaining([expect.objectContaining({ field: 'title' })]),
    );
  });

  it.each([
    ['an exact number without a value', { kind: 'exact' }],
    ['a negative number', { kind: 'exact', value: -1 }],
    ['half a person', { kind: 'approximate', value: 1.5 }],
    ['a number that is unknown', { kind: 'unknown', value: 3 }],
    ['a bare number', 300],
    ['a stranger', { kind: 'unknown', about: 'x' }],
  ])('takes no number of persons that is %s', async (_, numberOfPersons) => {
    expect(await faults(AddDetailsBody, { numberOfPersons })).toEqual([
      { field: 'numberOfPersons', rule: expect.stringContaining('whole number') as string },
    ]);
  });

  it('names unknown fields, special categories and dimensions by name', async () => {
    expect(await faults(AddDetailsBody, { dimensions: ['secrecy'], specialCategories: ['age'], severity: 3 })).toEqual(
      expect.arrayContaining([
        { field: 'severity', rule: 'unknown field' },
        expect.objectContaining({ field: 'dimensions' }),
        expect.objectContaining({ field: 'specialCategories' }),
      ]),
    );
  });

  it('takes no list in a list for something that is stated in it', async () => {
    for (const field of ['awareness', 'subprocessors'])
      expect(await faults(LogIncidentBody, { title: 'x', [field]: [[]] })).toEqual([
        { field, rule: 'must be an object' },
      ]);
  });

  it('names a fault within a list by its place', async () => {
    expect(await faults(LogIncidentBody, { title: 'x', awareness: [{ fact: 'known', at }] })).toMatchObject([
      { field: 'awareness.0.fact' },
    ]);
  });
});

describe('other bodies', () => {
  it('a correction and a ruling carry their reasons', async () => {
    expect(await faults(CorrectAwarenessBody, { fact: 'suspicion-known', at })).toEqual(
      expect.arrayContaining([expect.objectContaining({ field: 'reason' })]),
    );
    expect(await faults(RulingOutBody, { ruling: 'not-notifiable', at, reason: '' })).toMatchObject([
      { field: 'reason' },
    ]);
  });

  it('a subprocessor is named by the id of its legal entity', async () => {
    const body = await read(ImplicateSubprocessorBody, { subprocessorId: 'twilio-germany-gmbh', toldUs: at });
    expect(implicationOf(body)).toEqual({
      subprocessorId: 'twilio-germany-gmbh',
      itsAwareness: null,
      toldUs: stated,
      sphere: 'undetermined',
    });
    expect(await faults(ImplicateSubprocessorBody, { subprocessorId: 'Twilio Germany GmbH' })).toMatchObject([
      { field: 'subprocessorId' },
    ]);
  });

  it('a selection is exactly one of three', async () => {
    const id = '6f0f6d3e-6c2d-5a52-9d0e-0f5a2b9f3c11';
    const selection = async (body: unknown) => selectionOf(await read(SelectionBody, body));
    expect(await selection({ agreements: [id] })).toEqual({ by: 'agreements', agreements: [id] });
    expect(await selection({ terms: id })).toEqual({ by: 'terms', termsId: id });
    expect(await selection({ subprocessor: 'datev-eg' })).toEqual({ by: 'subprocessor', subprocessorId: 'datev-eg' });
    expect(await problemOf(() => selection({}))).toMatchObject({
      status: 422,
      detail: 'exactly one of agreements, terms, subprocessor',
    });
    expect(await problemOf(() => selection({ terms: id, subprocessor: 'datev-eg' }))).toMatchObject({ status: 422 });
    expect(await faults(SelectionBody, { agreements: [] })).toMatchObject([{ field: 'agreements' }]);
    expect(await faults(SelectionBody, { agreements: ['practice'] })).toMatchObject([{ field: 'agreements' }]);
  });

  it('a list is filtered by what it knows', async () => {
    expect(await read(ListIncidentsQuery, { state: 'open', subprocessor: 'datev-eg', limit: '5' })).toMatchObject({
      state: 'open',
      limit: 5,
    });
    expect(await faults(ListIncidentsQuery, { state: 'pending', text: 'x' })).toEqual(
      expect.arrayContaining([{ field: 'text', rule: 'unknown field' }, expect.objectContaining({ field: 'state' })]),
    );
  });
});
