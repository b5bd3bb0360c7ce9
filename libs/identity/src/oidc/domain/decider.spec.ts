import { ERASED, spec, type Instant } from '@art33/event-log';
import { issuerDecider, type IssuerCommandData } from './decider.js';
import type { IssuerEvent } from './events.js';
import type { IssuerSettings } from './settings.js';

const now: Instant = '2026-10-24T10:00:00.000Z';
const [organisation, other] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
const settings: IssuerSettings = {
  label: 'Klinikum Muster',
  url: 'https://login.klinik.example',
  clientId: 'art33',
  scopes: ['email'],
  groupsClaim: 'groups',
  groupRoles: { dsb: ['privacy-officer'] },
  justInTime: true,
  domains: ['klinik.example'],
};
const add: IssuerCommandData = {
  type: 'add',
  issuerId: 'i',
  organisation,
  side: 'controller',
  settings,
  clientSecret: 'secret',
};
const added: IssuerEvent = {
  type: 'IssuerAdded',
  data: { issuerId: 'i', organisation, side: 'controller', settings, clientSecret: 'secret', at: now },
};
const change = (more: Partial<IssuerSettings>, clientSecret?: string | null): IssuerCommandData => ({
  type: 'change',
  organisation,
  settings: { ...settings, ...more },
  clientSecret,
});
const changed = (more: Partial<IssuerSettings>, clientSecret: string | null): IssuerEvent => ({
  type: 'IssuerChanged',
  data: { organisation, side: 'controller', settings: { ...settings, ...more }, clientSecret, at: now },
});

describe('an issuer', () => {
  test('is added once', () => {
    spec(issuerDecider).given([]).when(add, now).then([added]);
    spec(issuerDecider).given([added]).when(add, now).then([]);
  });

  test('is changed, and keeps its secret where none is said', () => {
    const more = { justInTime: false };
    spec(issuerDecider)
      .given([added])
      .when(change(more), now)
      .then([changed(more, 'secret')]);
    spec(issuerDecider).given([added]).when(change({}), now).then([]);
    spec(issuerDecider)
      .given([added])
      .when(change({}, 'new'), now)
      .then([changed({}, 'new')]);
    spec(issuerDecider)
      .given([added])
      .when(change({}, null), now)
      .then([changed({}, null)]);
  });

  test('gets another address only with its secret anew: nobody has it sent elsewhere', () => {
    const more = { url: 'https://thief.example' };
    const refused = spec(issuerDecider).given([added]).when(change(more), now);
    refused.thenRefused('issuer-secret-missing', 'clientSecret');
    spec(issuerDecider)
      .given([added])
      .when(change(more, 'theirs'), now)
      .then([changed(more, 'theirs')]);
    const withoutSecret: IssuerEvent = { ...added, data: { ...added.data, clientSecret: null } } as IssuerEvent;
    spec(issuerDecider)
      .given([withoutSecret])
      .when(change(more), now)
      .then([changed(more, null)]);
    const erased: IssuerEvent = { ...added, data: { ...added.data, settings: ERASED } } as IssuerEvent;
    spec(issuerDecider).given([erased]).when(change({}), now).thenRefused('issuer-secret-missing', 'clientSecret');
  });

  test('is removed for good', () => {
    const removed: IssuerEvent = { type: 'IssuerRemoved', data: { organisation, side: 'controller', at: now } };
    spec(issuerDecider).given([added]).when({ type: 'remove', organisation }, now).then([removed]);
    spec(issuerDecider).given([added, removed]).when(change({}), now).thenRefused('issuer-unknown');
    spec(issuerDecider).given([added, removed]).when(add, now).then([]);
  });

  test('is unknown to everybody else', () => {
    const foreign = { ...change({}), organisation: other } as IssuerCommandData;
    spec(issuerDecider).given([added]).when(foreign, now).thenRefused('issuer-unknown');
    const remove = { type: 'remove', organisation: other } as const;
    spec(issuerDecider).given([added]).when(remove, now).thenRefused('issuer-unknown');
    spec(issuerDecider).given([]).when(remove, now).thenRefused('issuer-unknown');
  });

  test.each<[string, Partial<IssuerSettings>]>([
    ['label', { label: '' }],
    ['clientId', { clientId: ' art33' }],
    ['scopes', { scopes: ['email profile'] }],
    ['groupsClaim', { groupsClaim: '' }],
    ['domains', { domains: [] }],
    ['domains', { domains: ['Klinik.example'] }],
    ['domains', { domains: ['*.klinik.example'] }],
    ['domains', { domains: ['example'] }],
    ['domains', { domains: ['klinik.example.'] }],
    ['groupRoles.dsb', { groupRoles: { dsb: ['responder'] } }],
    ['groupRoles', { groupRoles: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`g${n}`, []])) }],
  ])('is refused where %s is wrong', (field, more) => {
    const wrong = { ...settings, ...more };
    spec(issuerDecider)
      .given([])
      .when({ ...add, settings: wrong }, now)
      .thenRefused('issuer-settings', field);
    spec(issuerDecider).given([added]).when(change(more), now).thenRefused('issuer-settings', field);
  });

  test('is refused where its secret cannot be one', () => {
    for (const clientSecret of ['', 'x'.repeat(501)])
      spec(issuerDecider)
        .given([])
        .when({ ...add, clientSecret }, now)
        .thenRefused('issuer-settings', 'clientSecret');
  });
});
