import { idOfStream, isErased, orErased, type Projection, type RecordedEvent } from '@art33/event-log';
import { SearchIndex } from '@art33/http';
import type { OrganisationEvent } from '../domain/events.js';

/** What controllers are found by: name, customer number and place; also notices and agreements, by whom they are with. */
export const controllerSearch = new SearchIndex('parties_search');

/** Keeps the index; the owner is the processor whose records they are. */
export const controllerSearchProjection: Projection = {
  name: 'parties-search',
  version: 1,
  handles: ['OrganisationRegistered'] satisfies OrganisationEvent['type'][],
  tables: controllerSearch.tables,
  apply(recorded, db) {
    const { stream, data } = recorded as RecordedEvent<Extract<OrganisationEvent, { type: 'OrganisationRegistered' }>>;
    const { keptBy, name, customerNumber, address } = data;
    if (keptBy === null) return;
    const city = isErased(address) ? null : address.city;
    controllerSearch.keep(db, keptBy, idOfStream(stream), [orErased(name, null), orErased(customerNumber, null), city]);
  },
};
