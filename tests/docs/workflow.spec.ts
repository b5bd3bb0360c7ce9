import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Of the database that the cluster runs. */
const { image } = (
  parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
    readonly services: { readonly esdb1: { readonly image: string } };
  }
).services.esdb1;

describe('The workflow', () => {
  const workflow = parse(readFileSync('.github/workflows/tests.yml', 'utf8')) as {
    readonly jobs: Readonly<
      Record<
        string,
        {
          readonly env?: Readonly<Record<string, string>>;
          readonly services?: Readonly<Record<string, { readonly image: string; readonly ports: readonly string[] }>>;
          readonly steps: readonly { readonly run?: string; readonly with?: Readonly<Record<string, number>> }[];
        }
      >
    >;
  };

  test('runs what continuous integration runs anywhere, and once more with a server', () => {
    const runs = Object.values(workflow.jobs).map(({ steps }) => steps.flatMap(({ run }) => run ?? []).join('\n'));
    expect(runs[0]).toBe('.ci/run');
    expect(runs[1]).toContain('npm test -- --ci');
  });

  test('takes the server that the cluster runs, as a service and as a program', () => {
    const { services: beside = {}, env = {} } = workflow.jobs['eventstore'] ?? {};
    expect(beside['eventstore']?.image).toBe(image);
    expect(env['IMAGE']).toBe(image);
    expect(env['EVENTSTORE_URL']).toBe('esdb://127.0.0.1:2113?tls=false');
    expect(beside['eventstore']?.ports).toEqual(['127.0.0.1:2113:2113']);
  });

  test('knows what tests are called that need a server', () => {
    const reasons = Object.keys(JSON.parse(readFileSync('tests/skipped.json', 'utf8')) as object);
    const needing = reasons.filter((reason) => reason.includes('EventStoreDB'));
    const asked = /test\("([^"]+)"\)/.exec(readFileSync('.github/workflows/tests.yml', 'utf8'))?.[1] ?? '';
    expect(needing.length).toBe(2);
    expect(needing.filter((reason) => !new RegExp(asked).test(reason))).toEqual([]);
  });

  test('runs on the Node that the project pins', () => {
    const pinned = /^FROM node:(\d+)/.exec(readFileSync('Dockerfile', 'utf8'))?.[1];
    const set = Object.values(workflow.jobs).flatMap(({ steps }) =>
      steps.flatMap((step) => step.with?.['node-version'] ?? []),
    );
    expect(set).toEqual([Number(pinned), Number(pinned)]);
  });
});
