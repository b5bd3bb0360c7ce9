import { guardedEgress } from '../../apps/server/src/sign-in/egress.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { addIssuer, GROUPS, issuerBody } from '../support/issuers.js';

let art33: Installation;
let processor: Processor;
let practice: Controller;

beforeAll(async () => {
  art33 = await Installation.start({ startAt: new Date().toISOString(), settings: { ART33_ISSUERS_PRIVATE: 'allow' } });
  processor = await art33.processor('ratiomedicus');
  practice = await art33.controller(processor);
});
afterAll(() => art33.stop());

describe('The issuers of an organisation', () => {
  it('are kept by its admins, and their secret is never shown', async () => {
    const id = await addIssuer(art33, processor.api, 'https://login.ratiomedicus.example');
    const issuer = await processor.api.get(`issuers/${id}`);
    expect(issuer.body).toMatchObject({
      url: 'https://login.ratiomedicus.example',
      hasSecret: true,
      groups: expect.arrayContaining(GROUPS),
      signInUrl: `${art33.url}/sign-in/oidc/${id}`,
      callbackUrl: `${art33.url}/sign-in/oidc/${id}/callback`,
    });
    const changed = issuerBody('https://login.ratiomedicus.example', { label: 'Renamed', clientSecret: undefined });
    await processor.api.done('put', `issuers/${id}`, changed);
    await art33.settled();
    const list = await processor.api.get('issuers');
    expect(list.text).toContain('Renamed');
    expect(issuer.text + list.text).not.toContain('a-secret-of-the-tests');
    const moved = await processor.api.put(`issuers/${id}`, { ...changed, url: 'https://elsewhere.example' });
    expect([moved.status, moved.body['type']]).toEqual([422, 'urn:art33:problem:issuer-secret-missing']);
    await processor.api.delete(`issuers/${id}`);
    await art33.settled();
    expect((await processor.api.get(`issuers/${id}`)).status).toBe(404);
  });

  it('are nobody else’s: a foreign id is an unknown one', async () => {
    const id = await addIssuer(art33, practice.api, 'https://login.praxis.example', {
      groups: [{ group: 'dsb', roles: ['privacy-officer'] }],
      domains: ['praxis.example'],
    });
    const unknown = '00000000-0000-4000-8000-000000000000';
    const body = issuerBody('https://login.praxis.example');
    for (const ask of [
      (one: string) => processor.api.get(`issuers/${one}`),
      (one: string) => processor.api.put(`issuers/${one}`, body),
      (one: string) => processor.api.delete(`issuers/${one}`),
    ]) {
      const answers = [await ask(id), await ask(unknown)];
      expect(answers.map(({ status }) => status)).toEqual([404, 404]);
      expect(answers[0]?.text).toBe(answers[1]?.text);
    }
    expect((await processor.api.get('issuers')).text).not.toContain('praxis.example');
    expect((await practice.api.get(`issuers/${id}`)).status).toBe(200);
  });

  it.each<[string, object, string]>([
    ['over http to another machine', { url: 'http://login.example' }, 'url'],
    ['with user and password', { url: 'https://a:b@login.example' }, 'url'],
    ['with a query', { url: 'https://login.example/?a=b' }, 'url'],
    ['with no domain', { domains: [] }, 'domains'],
    ['with a domain of everybody below', { domains: ['*.example'] }, 'domains'],
    ['with roles of the other side', { groups: [{ group: 'g', roles: ['contact'] }] }, 'groupRoles.g'],
  ])('are refused %s', async (_, more, field) => {
    const answer = await processor.api.post('issuers', issuerBody('https://login.example', more));
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body['errors'])).toContain(field);
  });

  it('are not at private addresses where that is not allowed', async () => {
    const egress = guardedEgress(false);
    for (const url of [
      'http://127.0.0.1:8080',
      'https://10.0.0.1',
      'https://[::1]',
      'https://localhost',
      'https://login.internal',
    ])
      expect(egress.urlFault(url)).toEqual(expect.any(String));
    expect(egress.urlFault('https://10.0.0.1')).toContain('ART33_ISSUERS_PRIVATE');
    expect(egress.urlFault('https://login.example.org/realms/a')).toBeUndefined();
    await expect(egress.fetch('https://127.0.0.1/', { method: 'GET', headers: {} })).rejects.toThrow(TypeError);
    // A name that leads inside is found out when it is looked up.
    await expect(egress.fetch('https://localhost.localdomain/', { method: 'GET', headers: {} })).rejects.toThrow(
      TypeError,
    );
  });
});
