import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readConfig } from '../../apps/server/src/config.js';
import { guardedEgress } from '../../apps/server/src/sign-in/egress.js';
import { productionFaults } from '../../apps/server/src/config/production.js';

interface Service {
  readonly profiles: readonly string[];
  readonly build?: string;
  readonly image?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly network_mode?: string;
  readonly networks?: readonly string[] | { readonly outer?: { readonly ipv4_address: string } };
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}
interface IssuerFile {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly groups: readonly { readonly group: string }[];
  readonly domains: readonly string[];
}
interface RealmFile {
  readonly realm: string;
  readonly clients: readonly {
    readonly secret: string;
    readonly protocolMappers: readonly { readonly config: object }[];
  }[];
  readonly groups: readonly { readonly name: string }[];
  readonly users: readonly {
    readonly email: string;
    readonly emailVerified: boolean;
    readonly credentials: readonly { readonly value: string }[];
  }[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}
const text = readFileSync('docker-compose.yml', 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.values(compose.services);
const service = (name: string): Service => {
  const found = compose.services[name];
  if (!found) throw new Error(`no service ${name}`);
  return found;
};
const inProfile = (profile: string): readonly string[] =>
  Object.keys(compose.services).filter((name) => service(name).profiles.includes(profile));
const networksOf = ({ networks = [] }: Service): readonly string[] =>
  'outer' in networks ? Object.keys(networks) : (networks as readonly string[]);
/** What is mounted where, named volumes only. */
const mounted = ({ volumes = [] }: Service): readonly string[] =>
  volumes.map((each) => each.split(':')[0] as string).filter((each) => !each.startsWith('.'));
/** As compose puts in what it was given, and what a default says. */
const given = (environment: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/\$\{(\w+):[-?]([^}]*)\}/g, (_, variable: string, rest: string) => {
        if (variable === 'ART33_MASTER_KEY') return Buffer.alloc(32, 7).toString('base64');
        return rest === '' ? 'password' : rest;
      }),
    ]),
  );
const NODES = ['art33-a', 'art33-b'];
/** Every node of ours. */
const SERVICES = ['art33', 'art33-keycloak', ...NODES];
const DATABASES = ['esdb1', 'esdb2', 'esdb3'];

describe('docker-compose.yml', () => {
  test('starts nothing by accident: every service has a profile', () => {
    expect(services.filter(({ profiles }) => profiles.length === 0)).toEqual([]);
    expect(inProfile('single')).toEqual(['art33', 'mail']);
    expect(inProfile('keycloak').toSorted()).toEqual(['art33-keycloak', 'keycloak', 'mail']);
    expect(inProfile('cluster').toSorted()).toEqual(
      [...NODES, ...DATABASES, 'bucket', 'caddy', 'mail', 'objects', 'setup'].sort(),
    );
  });

  test('waits only for services of the same profile', () =>
    expect(
      Object.entries(compose.services).flatMap(([name, { profiles, depends_on = {} }]) =>
        Object.keys(depends_on)
          .filter((each) => profiles.some((profile) => !inProfile(profile).includes(each)))
          .map((each) => `${name} → ${each}`),
      ),
    ).toEqual([]));

  test('names only volumes, networks, files and a build that exist', () => {
    expect([...new Set(services.flatMap(mounted))].sort()).toEqual(Object.keys(compose.volumes).sort());
    expect([...new Set(services.flatMap(networksOf))].sort()).toEqual(Object.keys(compose.networks).sort());
    const files = services.flatMap(({ volumes = [] }) => volumes).filter((each) => each.startsWith('.'));
    expect(files.length).toBe(2);
    expect(files.filter((each) => !existsSync(each.split(':')[0] as string))).toEqual([]);
    expect(services.filter(({ build, image }) => build === undefined && image === undefined)).toEqual([]);
    expect(existsSync('Dockerfile')).toBe(true);
  });

  test('takes images of one version each', () => {
    const images = services.filter(({ build }) => build === undefined).map(({ image }) => image as string);
    expect(images.filter((image) => !/:(v?\d+\.\d+|RELEASE\.\d{4})/.test(image))).toEqual([]);
  });

  test('opens its ports to this machine only', () =>
    expect(services.flatMap(({ ports = [] }) => ports).filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]));

  test('requires nothing of one profile that only the other needs', () =>
    expect(new Set([...text.matchAll(/[^$]\$\{(\w+):\?/g)].map(([, name]) => name))).toEqual(
      new Set(['ART33_MASTER_KEY']),
    ));

  test('runs the service on a root file system that nobody writes to, without any capability', () => {
    for (const name of [...SERVICES, 'caddy'])
      expect(service(name)).toMatchObject({ read_only: true, cap_drop: ['ALL'], restart: 'unless-stopped' });
  });

  test.each(SERVICES)('gives %s a configuration that it understands, and a key from outside', (name) => {
    const { environment = {} } = service(name);
    expect(environment['ART33_MASTER_KEY']).toMatch(/^\$\{ART33_MASTER_KEY:\?.+\}$/);
    const config = readConfig({ ...given(environment), ART33_DATA: '/data', ART33_HOST: '0.0.0.0' });
    expect(config).toMatchObject({ port: 3333, smtp: { host: 'mail', port: 1025, tls: 'none', transport: 'relay' } });
    expect(productionFaults({ NODE_ENV: 'production' }, config, randomBytes(32))).toEqual([]);
  });

  test('says nothing to the service that it does not read', () => {
    const known = readFileSync('docs/running.md', 'utf8');
    const said = SERVICES.flatMap((name) => Object.keys(service(name).environment ?? {}));
    expect(said.filter((name) => !name.startsWith('AWS_') && !known.includes(`\`${name}\``))).toEqual([]);
  });

  describe('with Keycloak', () => {
    const issuer = JSON.parse(readFileSync('deploy/keycloak/issuer.json', 'utf8')) as IssuerFile;
    const realm = JSON.parse(readFileSync('deploy/keycloak/import/art33-realm.json', 'utf8')) as RealmFile;
    const { environment: keycloak = {}, ports = [], volumes = [] } = service('keycloak');
    const { environment: art33 = {}, network_mode } = service('art33-keycloak');
    const [client] = realm.clients;

    test('the service and browsers find the issuer at the same address, which is this machine’s', () => {
      expect(network_mode).toBe('service:keycloak');
      expect(ports).toEqual(['127.0.0.1:8080:8080', '127.0.0.1:3333:3333']);
      expect(issuer.url).toBe(`${keycloak['KC_HOSTNAME']}/realms/${realm.realm}`);
      expect(guardedEgress(art33['ART33_ISSUERS_PRIVATE'] === 'allow').urlFault(issuer.url)).toBeUndefined();
      expect(volumes).toEqual(['./deploy/keycloak/import:/opt/keycloak/data/import:ro']);
    });

    test('Keycloak sends people back to the service and nowhere else, and only with PKCE', () => {
      expect(client).toMatchObject({
        clientId: issuer.clientId,
        redirectUris: [`${art33['ART33_PUBLIC_URL']}/sign-in/oidc/*`],
        publicClient: false,
        implicitFlowEnabled: false,
        directAccessGrantsEnabled: false,
        attributes: { 'pkce.code.challenge.method': 'S256' },
      });
    });

    test('what Keycloak calls groups, the issuer maps; whoever is in it has a verified address of its domain', () => {
      expect(client?.protocolMappers[0]?.config).toMatchObject({ 'claim.name': 'groups', 'full.path': 'false' });
      expect(issuer.groups.map(({ group }) => group).toSorted()).toEqual(
        realm.groups.map(({ name }) => name).toSorted(),
      );
      for (const { email, emailVerified } of realm.users)
        expect([issuer.domains.includes(email.split('@')[1] as string), emailVerified]).toEqual([true, true]);
    });

    test('no secret stands in a file: each comes from outside', () => {
      const placeholders = [client?.secret, ...realm.users.map(({ credentials }) => credentials[0]?.value)];
      for (const each of placeholders) {
        const name = /^\$\{(KEYCLOAK_\w+)\}$/.exec(each ?? '')?.[1] as string;
        expect(keycloak[name]).toBe(`\${${name}:-}`);
      }
      expect(issuer.clientSecret).toBe('KEYCLOAK_CLIENT_SECRET');
      const steps = readFileSync('docs/sign-in-oidc.md', 'utf8');
      for (const name of Object.keys(keycloak).filter((each) => each.startsWith('KEYCLOAK_')))
        expect(steps).toContain(`${name}="$(openssl rand`);
    });
  });

  describe('in the cluster', () => {
    test('each node has a data directory of its own, and the same log, objects and key', () => {
      const [a, b] = NODES.map(service) as [Service, Service];
      expect(a.environment).toEqual(b.environment);
      const data = [a, b].map(({ volumes = [] }) => volumes.filter((each) => each.endsWith(':/data')));
      expect(data).toEqual([['data-a:/data'], ['data-b:/data']]);
    });

    test('nodes speak to every database node, by TLS and with the authority that signed its certificate', () => {
      const url = given(service('art33-a').environment)['ART33_EVENTSTORE'] as string;
      expect(url).toBe(
        `esdb://admin:password@${DATABASES.map((name) => `${name}:2113`).join(',')}?tlsCAFile=/trust/ca.crt`,
      );
      for (const name of NODES) expect(service(name).volumes).toContain('trust:/trust:ro');
    });

    test.each(DATABASES)(
      '%s knows the others and itself by names that its certificate holds, and has its own key',
      (name) => {
        const { environment = {}, volumes } = service(name);
        const number = name.slice(-1);
        expect(environment).toMatchObject({
          EVENTSTORE_CLUSTER_SIZE: '3',
          EVENTSTORE_GOSSIP_SEED: DATABASES.filter((each) => each !== name)
            .map((each) => `${each}:2113`)
            .join(','),
          EVENTSTORE_NODE_HOST_ADVERTISE_AS: name,
          EVENTSTORE_REPLICATION_HOST_ADVERTISE_AS: name,
        });
        expect(Object.keys(environment).filter((each) => /INSECURE|TLS/.test(each))).toEqual([]);
        expect(volumes).toEqual([`esdb-${number}:/var/lib/eventstore`, `certs-${number}:/certs:ro`, 'trust:/trust:ro']);
        expect(service('setup').volumes).toContain(`certs-${number}:/certs/${name}`);
        expect(service('setup').command?.[0]).toContain(`for node in ${DATABASES.join(' ')};`);
      },
    );

    test('the key that signs certificates is seen by nobody else', () =>
      expect(Object.keys(compose.services).filter((name) => mounted(service(name)).includes('authority'))).toEqual([
        'setup',
      ]));

    test('what prepares it is a sound script, which asks for the passwords first', () => {
      const scripts = ['setup', 'bucket'].map((name) => service(name).command?.[0]?.replaceAll('$$', '$') ?? '');
      for (const script of scripts) expect(spawnSync('sh', ['-n', '-c', script]).status).toBe(0);
      const asked = spawnSync('sh', ['-euc', scripts[0] as string], { env: {}, encoding: 'utf8' });
      expect(asked.status).not.toBe(0);
      expect(asked.stderr).toMatch(/EVENTSTORE_ADMIN_PASSWORD: choose one/);
    });

    test('it makes a certificate for each database node, once, and begins anew where it was broken off', () => {
      const folder = mkdtempSync(join(tmpdir(), 'art33-setup-'));
      const [there, programs] = [join(folder, 'there'), join(folder, 'programs')];
      // As the real one: new directories only, and the authority's success is told also where it failed.
      const make = 'mkdir "$out" && echo "$0 $*" > "$out/$1.crt" && echo key > "$out/$1.key"';
      const signer = `#!/bin/sh\nout=$(echo " $*" | sed 's/.* -out \\([^ ]*\\).*/\\1/')\ncase $1 in\ncreate-ca) set -- ca; ${make}; exit 0;;\ncreate-node) set -- node "$@"; ${make};;\nesac\n`;
      const program = (name: string, text: string): void => writeFileSync(join(programs, name), text, { mode: 0o755 });
      for (const each of ['ca/authority', 'trust', 'tmp', ...DATABASES.map((name) => `certs/${name}`)])
        mkdirSync(join(there, each), { recursive: true });
      mkdirSync(programs);
      program('es-gencert-cli', signer);
      program('chown', '#!/bin/sh\n');
      const script = (service('setup').command?.[0] ?? '')
        .replaceAll('$$', '$')
        .replace(/(^|\s)\/(ca|trust|tmp|certs)\b/g, (_, before: string, name: string) => `${before}${there}/${name}`);
      const env = { PATH: `${programs}:${process.env['PATH']}`, EVENTSTORE_ADMIN_PASSWORD: 'a', OBJECTS_PASSWORD: 'b' };
      const run = () => spawnSync('sh', ['-euc', script], { env, encoding: 'utf8' });
      const certificate = (name: string): string => readFileSync(join(there, 'certs', name, 'node.crt'), 'utf8');
      try {
        expect(run()).toMatchObject({ status: 0, stderr: '' });
        const made = DATABASES.map(certificate);
        expect(made.map((text) => /-dns-names (\S+)/.exec(text)?.[1])).toEqual(
          DATABASES.map((name) => `${name},localhost`),
        );
        expect(readdirSync(join(there, 'trust'))).toEqual(['ca.crt']);
        expect(statSync(join(there, 'certs/esdb2/node.key')).mode & 0o777).toBe(0o400);
        program('es-gencert-cli', '#!/bin/sh\nexit 1\n');
        expect(run().status).toBe(0);
        expect(DATABASES.map(certificate)).toEqual(made);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    test('databases and objects stand in a network that leads nowhere', () => {
      expect(compose.networks['store']).toEqual({ internal: true });
      for (const name of [...DATABASES, 'objects', 'bucket']) {
        expect(networksOf(service(name))).toEqual(['store']);
        expect(service(name).ports).toBeUndefined();
      }
    });

    test('the proxy leads to the nodes, and they believe it and nobody else', () => {
      const caddyfile = readFileSync('deploy/Caddyfile', 'utf8');
      expect(caddyfile).toContain(`reverse_proxy ${NODES.map((name) => `${name}:3333`).join(' ')} {`);
      expect(caddyfile).toMatch(/^\s+flush_interval -1$/m);
      expect(caddyfile).toMatch(/^\s+health_uri \/health\/ready$/m);
      const { networks = [] } = service('caddy');
      const address = 'outer' in networks ? networks.outer?.ipv4_address : undefined;
      expect(address).toMatch(/^172\.31\.33\.\d+$/);
      for (const name of NODES) expect(service(name).environment?.['ART33_TRUSTED_PROXIES']).toBe(address);
    });
  });
});
