import { pick } from '../../apps/cli/src/api-client.js';
import { customersWith } from '../support/import-files.js';
import type { Chance } from './chance.js';
import { at, CSV, etagOf, onCase, post, RECIPES, type Recipe } from './recipes.js';
import { json, type Request } from './request.js';
import type { World } from './world.js';

/** Writes the next text of the house's own notice; the same words again would be no other text. */
async function draft(world: World, chance: Chance): Promise<void> {
  const notice = `notices/${world.id('notice')}`;
  const words = { subject: 'x', text: chance.uuid() };
  await world.api.put(`${notice}/draft`, words, { 'If-Match': await etagOf(world, notice) });
}
const DETAILS = { note: 'x' };
/** On an incident that was closed. */
const onClosed =
  (what: string, body: unknown): Recipe =>
  async (world) => {
    const id = await world.rotating('closed', async () => {
      const incident = await world.made('incidents', { title: 'x' });
      await world.api.done('post', `incidents/${incident}/closure`, {});
      return incident;
    });
    return post(`incidents/${id}/${what}`, body);
  };
/** On a case that was closed. */
const onClosedCase =
  (what: string, body: unknown) =>
  async (world: World): Promise<Request> => {
    const path = `cases/${world.id('case')}`;
    // Where another request took the filing back, it is made again; otherwise this is refused, and changes nothing.
    await world.house.practice.api.post(`${path}/filings`, { phase: 'initial', authority: 'LfD', filedAt: at });
    await world.house.practice.api.done('post', `${path}/closure`);
    return post(`cases/${world.id('case')}/${what}`, body);
  };
/** On a report that belongs to an incident. */
const onDecided =
  (what: string, body: (world: World) => unknown): Recipe =>
  async (world) => {
    const report = await world.rotating('decided', async () => {
      const id = await world.report();
      await world.api.done('post', `reports/${id}/incident`, { title: 'x' });
      return id;
    });
    return post(`reports/${report}/${what}`, body(world));
  };
const onEnded =
  (what: string): Recipe =>
  (world) =>
    post(`jobs/${world.id('job')}/${what}`);
const x = { reason: 'x' };

/** Requests that a rule forbids as things stand (409), for routes that have such a rule. */
export const CONFLICTS: Readonly<Record<string, Recipe>> = {
  'POST agreements': (world) =>
    post('agreements', {
      controllerId: world.id('controller'),
      termsId: world.id('terms'),
      termsVersion: 1,
      from: '2026-05-01',
    }),
  'POST agreements/{id}/end': async (world) => {
    const agreement = await world.rotating('ended', async () => {
      const id = await world.freshAgreement();
      await world.api.done('post', `agreements/${id}/end`, { until: '2026-12-31' });
      return id;
    });
    return post(`agreements/${agreement}/end`, { until: '2026-11-30' });
  },
  'POST agreements/{id}/subprocessors': async (world) => {
    const path = `agreements/${await world.spareAgreement()}/subprocessors`;
    const about = { action: 'withdraw', subprocessorId: 'y-gmbh' };
    await world.api.post(path, { ...about, action: 'authorise', from: '2026-02-01' });
    await world.api.post(path, { ...about, from: '2026-03-01' });
    return post(path, { ...about, from: '2026-04-01' });
  },
  'POST cases/{caseId}/received/{receivedId}/acknowledgement': (world) =>
    post(`cases/${world.id('receivedCase')}/received/${world.id('received')}/acknowledgement`, { name: 'x' }),
  // A token is no person.
  'POST notices/{id}/acknowledgement': (world) =>
    post(`notices/${world.id('notice')}/acknowledgement`, { sendNumber: 1, name: 'x' }),
  'POST cases/{id}/awareness': onClosedCase('awareness', { aware: at }),
  'POST cases/{id}/closure': async (world, chance) => {
    const { path, headers, body } = (await RECIPES['POST cases/received']?.(world, chance)) ?? post('');
    const id = pick((await world.house.practice.api.post(path, body, headers)).body, 'id');
    return post(`cases/${id}/closure`);
  },
  'POST cases/{id}/communications': onClosedCase('communications', { outcome: 'required', decidedBy: 'x', at }),
  'POST cases/{id}/decision-not-to-file': async (world) =>
    onCase('decision-not-to-file', { ...x, decidedBy: 'x' })(world),
  'POST cases/{id}/filings': onCase('filings', { phase: 'initial', authority: 'LfD', filedAt: at }),
  'POST cases/{id}/filings/{filingId}/reference': async (world) => {
    const path = `cases/${world.id('case')}/filings/${world.id('filing')}/reference`;
    // It has one from then on, whichever that is, and so gets no other.
    await world.house.practice.api.post(path, { reference: 'x' });
    return post(path, { reference: 'y' });
  },
  'POST imports': (world) => ({
    method: 'POST',
    path: `imports?kind=controllers&importId=${world.id('import')}`,
    headers: CSV,
    body: customersWith('other;Praxis;Weg 1;87435;Kempten;BY;;;;'),
  }),
  'POST imports/{id}/abandonment': (world) => post(`imports/${world.id('import')}/abandonment`),
  'POST incidents/{id}/affected': onClosed('affected', { subprocessor: 'hetzner-online-gmbh' }),
  'POST incidents/{id}/awareness': onClosed('awareness', { fact: 'breach-established', at }),
  'POST incidents/{id}/awareness/corrections': onClosed('awareness/corrections', {
    fact: 'breach-established',
    at,
    ...x,
  }),
  'POST incidents/{id}/closure': (world) => post(`incidents/${world.incident}/closure`, {}),
  'POST incidents/{id}/confirmation': onClosed('confirmation', { at }),
  'POST incidents/{id}/details': onClosed('details', DETAILS),
  'POST incidents/{id}/measures': onClosed('measures', { description: 'x', stage: 'taken' }),
  'POST incidents/{id}/risk': onClosed('risk', { unintelligible: 'no', malicious: 'no', information: 'x' }),
  'POST incidents/{id}/ruling-out': onClosed('ruling-out', { ruling: 'not-notifiable', at, ...x }),
  'POST incidents/{id}/subprocessors': onClosed('subprocessors', { subprocessorId: 'x-gmbh' }),
  'POST jobs/{id}/cancel': onEnded('cancel'),
  'POST jobs/{id}/pause': onEnded('pause'),
  'POST jobs/{id}/resume': onEnded('resume'),
  'DELETE members/{personId}': (world) => json('DELETE', `members/${world.admin}`),
  'POST members/{personId}/invitation': (world) => post(`members/${world.admin}/invitation`),
  'PUT members/{personId}/roles': (world) => json('PUT', `members/${world.admin}/roles`, { roles: ['reader'] }),
  'POST nodes/{id}/retire': (world) => post(`nodes/${world.id('node')}/retire`),
  'POST notices/{id}/approval': async (world, chance) => {
    await draft(world, chance);
    await draft(world, chance);
    await world.shown();
    const notice = `notices/${world.id('notice')}`;
    const texts = pick<readonly unknown[]>(await world.api.read(notice), 'texts');
    return post(`${notice}/approval`, { textNumber: texts.length - 1 });
  },
  'POST notices/{id}/closure': ({ suspected }) => post(`notices/${suspected}/closure`),
  'POST notices/{id}/deliveries': (world) =>
    post(`notices/${world.id('notice')}/deliveries`, {
      channel: 'phone',
      textForm: false,
      at,
      by: 'x',
      to: 'y',
      evidence: '',
      kind: 'security-defect',
    }),
  'POST notices/{id}/deliveries/{deliveryId}/withdrawal': (world) =>
    post(`notices/${world.id('notice')}/deliveries/${world.id('delivery')}/withdrawal`, x),
  'PUT notices/{id}/draft': async (world) =>
    json(
      'PUT',
      `notices/${world.id('notice')}/draft`,
      { subject: 'x', text: 'x', kind: 'security-defect' },
      { 'If-Match': await etagOf(world, `notices/${world.id('notice')}`) },
    ),
  'POST notices/{id}/lateness-reasons': (world) =>
    post(`notices/${world.id('notice')}/lateness-reasons`, { dutyId: world.id('duty'), ...x }),
  'POST notices/{id}/links/revocation': ({ pending }) => post(`notices/${pending.notice}/links/revocation`, x),
  'POST notices/{id}/not-required': (world) =>
    post(`notices/${world.id('notice')}/not-required`, { ...x, decidedBy: 'x' }),
  'POST notices/{id}/sending': async (world, chance) => {
    await draft(world, chance);
    return post(`notices/${world.id('notice')}/sending`, {});
  },
  'POST reports/{id}/incident': async (world) => {
    const report = await world.report();
    await world.api.done('post', `reports/${report}/rejection`, x);
    return post(`reports/${report}/incident`, { title: 'x' });
  },
  'POST reports/{id}/link': onDecided('link', (world) => ({ incidentId: world.id('incident') })),
  'POST reports/{id}/rejection': onDecided('rejection', () => x),
  'POST reports/{id}/rejection/withdrawal': onDecided('rejection/withdrawal', () => x),
};
