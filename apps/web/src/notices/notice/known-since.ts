import type { Schemas } from '../../api/client.js';

type Incident = Schemas['IncidentShown'];

const isSaid = (value: unknown): boolean =>
  typeof value === 'string' ? value !== '' : Array.isArray(value) && value.length > 0;

/** Where the incident holds what a notice is asked for. */
const HOLDS: Readonly<Record<Schemas['ContentItem'], (incident: Incident) => boolean>> = {
  nature: ({ summary }) => isSaid(summary),
  'data-affected': ({ dataAffected }) => isSaid(dataAffected),
  'categories-of-persons': ({ categoriesOfPersons }) => isSaid(categoriesOfPersons),
  'number-of-persons': ({ numberOfPersons }) => numberOfPersons.kind !== 'unknown',
  'categories-of-records': ({ categoriesOfRecords }) => isSaid(categoriesOfRecords),
  'number-of-records': ({ numberOfRecords }) => numberOfRecords.kind !== 'unknown',
  consequences: ({ consequences }) => isSaid(consequences),
  measures: ({ measures }) => measures.length > 0,
  'contact-point': ({ contactPoint }) => contactPoint !== null && 'name' in contactPoint,
};

/** Whether a gap of a text is one of the text only: the incident has come to know it since. */
export const isKnownSince = (incident: Incident | undefined, item: Schemas['ContentItem']): boolean =>
  incident !== undefined && HOLDS[item](incident);
