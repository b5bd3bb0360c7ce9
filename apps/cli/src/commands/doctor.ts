import type { RebuildReport } from '@art33/event-log';
import { Command } from 'commander';
import { givenSettings } from '../../../server/src/config/given.js';
import { CONFIG_VARIABLE } from '../../../server/src/config/settings.js';
import { readSettings } from '../../../server/src/config.js';
import { logFile, paths } from '../../../server/src/stores.js';
import { error, ok, type Finding, type Grade } from '../doctor/finding.js';
import { logAndKeys, running } from '../doctor/log.js';
import { disk, node, permissions, secretPaths, timeZones } from '../doctor/machine.js';
import { bounces, publicFace, smtp } from '../doctor/mail.js';
import { nodes } from '../doctor/nodes.js';
import { objectStore } from '../doctor/objects.js';
import { production } from '../doctor/production.js';
import { ServiceClient } from '../service-client.js';
import { plain, styled, type Format } from '../terminal/index.js';
import { throughServiceOrStores } from '../with-stores.js';

/** Something does not work. */
const EXIT_FINDINGS = 3;

const SIGNS: Readonly<Record<Grade, readonly [sign: string, format: Format]>> = {
  ok: ['✓', 'green'],
  note: ['·', 'cyan'],
  warning: ['!', 'yellow'],
  error: ['✗', 'red'],
};

function findingText({ check, grade, what, why, todo }: Finding): string {
  const [sign, format] = SIGNS[grade];
  const lines = [`${styled(process.stdout, format, sign)} ${check}: ${plain(what)}`];
  if (why !== null) lines.push(`    why: ${plain(why)}`);
  if (todo !== null) lines.push(`    do:  ${plain(todo)}`);
  return `${lines.join('\n')}\n`;
}

async function models(): Promise<Finding> {
  const report = await throughServiceOrStores<RebuildReport>(
    (service) => service.post('replays', {}),
    (stores) => stores.models.rebuild(),
  );
  return report.same
    ? ok('models', `built anew and compared: no difference in ${report.tables.length} tables`)
    : error(
        'models',
        'the read models differed from the log; the new ones are in place',
        'lists and pages showed what the log does not say',
        'keep the output of art33 replay --json with a report of this fault',
      );
}

export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('look at everything that the service stands on, and say what to do; sends no mail')
    .option('--deep', 'also build the read models anew and compare them', false)
    .option('--json', 'print the findings as JSON', false)
    .addHelpText(
      'after',
      `
Works beside a running service and without one. Ends with exit code ${EXIT_FINDINGS} where something does not work.

Examples:
  art33 doctor
  art33 doctor --json | jq '.[] | select(.grade == "error")'`,
    )
    .action(async ({ deep, json }: { deep: boolean; json: boolean }) => {
      const { config, masterKey } = readSettings(process.env);
      const where = paths(config.dataDirectory);
      const { given } = givenSettings(process.env);
      const service = await ServiceClient.find(config, masterKey);
      const findings: readonly Finding[] = [
        node(),
        timeZones(),
        ...disk(config.dataDirectory),
        ...permissions([
          ...(config.objects === undefined ? secretPaths(where.keys) : []),
          given.masterKeyFile?.text,
          process.env[CONFIG_VARIABLE],
        ]),
        ...(await objectStore(config, (objects) => logAndKeys(logFile(config), objects, masterKey))),
        ...(await running(service?.url)),
        ...(await nodes(service)),
        ...(deep ? [await models()] : []),
        ...production(process.env, config, masterKey),
        ...publicFace(config),
        ...(await smtp(config)),
        bounces(where.bounces),
      ];
      process.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : findings.map(findingText).join(''));
      if (findings.some(({ grade }) => grade === 'error')) process.exitCode = EXIT_FINDINGS;
    });
