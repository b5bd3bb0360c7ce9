import type { ArgumentsHost } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { ProblemFilter } from '@art33/http';
import { Logs } from './logs.js';

const PERSONAL = 'Anna Meier <anna.meier@praxis.example>';

describe('Logs', () => {
  let lines: string[];
  let logs: Logs;
  beforeEach(() => {
    lines = [];
    logs = Logs.json('info', { write: (line) => void lines.push(line) });
  });
  const last = (): unknown => JSON.parse(lines.at(-1) ?? 'null');

  it('show of a request that broke something its correlation id, the error’s type and its place, not its words', () => {
    Logger.overrideLogger(logs);
    const reply = { status: () => reply, header: () => reply, send: () => reply };
    const http = { getResponse: () => reply, getRequest: () => ({ correlationId: 'c-1' }) };
    new ProblemFilter().catch(new Error(PERSONAL), { switchToHttp: () => http } as unknown as ArgumentsHost);
    expect(last()).toMatchObject({ level: 'error', context: 'http', correlationId: 'c-1', error: { type: 'Error' } });
    expect(lines.join()).toContain('logs.spec.ts');
    expect(lines.join()).not.toMatch(/anna|meier|praxis/i);
  });

  it('show of a failure of the service what it was about', () => {
    logs.failure('message-1', Object.assign(new Error(PERSONAL), { responseCode: 550 }));
    expect(last()).toMatchObject({ level: 'error', message: 'message-1', error: { code: '550' } });
    logs.crash(new Error(PERSONAL));
    expect(last()).toMatchObject({ level: 'fatal', error: { type: 'Error' } });
    expect(lines.join()).not.toMatch(/anna|meier|praxis/i);
  });

  it('show errors and stacks that a framework hands over as texts without what stands in them', () => {
    logs.error(`Error: no\n    at ${PERSONAL}`, `Error: ${PERSONAL}\n    at x`, 'ExceptionsHandler');
    logs.warn(`a mail to anna.meier@praxis.example came back`, 'bounces');
    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual([
      'Error: no',
      'a mail to …@… came back',
    ]);
    expect(lines.join()).not.toMatch(/anna|meier|praxis/i);
  });

  it('hold what is at their level and above', () => {
    logs.log('Nest says that it begins');
    logs.debug('a detail');
    logs.info('listening');
    expect(lines).toHaveLength(1);
  });
});
