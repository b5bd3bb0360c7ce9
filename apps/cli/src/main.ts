import { Command } from 'commander';
import { backupCommand } from './commands/backup.js';
import { bounceCommand } from './commands/bounce.js';
import { addCompletion } from './commands/completion.js';
import { deadlinesCommand } from './commands/deadlines.js';
import { demoCommand } from './commands/demo.js';
import { docsCommand } from './commands/docs.js';
import { doctorCommand } from './commands/doctor.js';
import { eventsCommand } from './commands/events.js';
import { exportCommand } from './commands/export.js';
import { importCommand } from './commands/import.js';
import { incidentCommand } from './commands/incident.js';
import { replayCommand } from './commands/replay.js';
import { restoreCommand } from './commands/restore.js';
import { serveCommand } from './commands/serve.js';
import { tokenCommand } from './commands/token.js';
import { CONFIG_VARIABLE } from '../../server/src/config/settings.js';
import { explainFailure } from '../../server/src/failures.js';
import { Failed } from './failed.js';

const program = new Command('art33')
  .description('Breach incidents, notices and the 72 hours: one log that both sides can prove.')
  .configureHelp({ sortSubcommands: true })
  .showHelpAfterError('(art33 --help lists the commands)')
  .addHelpText(
    'after',
    `
Exit codes:
  0  done
  1  refused or failed; the reason stands on standard error
  2  the command was not understood, or asks before it writes and nobody can answer (--yes, --preview)
  3  doctor found something that does not work

The service and the commands read the same settings: ART33_DATA, ART33_MASTER_KEY or ART33_MASTER_KEY_FILE, ART33_PORT and
the rest from the environment, or from the file that --config or ART33_CONFIG names (see docs/running.md). incident, deadlines and the
lists of export speak for an organisation: ART33_TOKEN (or ART33_TOKEN_FILE), with the service at ART33_URL.`,
  )
  // So that a command's own commands may have options of the same name.
  .enablePositionalOptions()
  .hook('preAction', (_, command) => {
    const { config } = command.optsWithGlobals<{ config?: string }>();
    if (config !== undefined) process.env[CONFIG_VARIABLE] = config;
  })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

for (const command of [
  serveCommand(),
  importCommand(),
  tokenCommand(),
  replayCommand(),
  backupCommand(),
  restoreCommand(),
  doctorCommand(),
  incidentCommand(),
  deadlinesCommand(),
  eventsCommand(),
  exportCommand(),
  bounceCommand(),
  demoCommand(),
  docsCommand(),
])
  program.addCommand(command);

takeSettingsFile(program);
addCompletion(program);
speakAlike(program);

/** Every command may be told the settings file, before or after its name. */
function takeSettingsFile(command: Command): void {
  command.option('--config <file>', 'settings file (YAML); the environment wins over it');
  command.commands.forEach(takeSettingsFile);
}

/** Every command ends and hints as the program does where it was not understood. */
function speakAlike(command: Command): void {
  for (const each of command.commands) {
    each.copyInheritedSettings(command);
    speakAlike(each);
  }
}

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`art33: ${error instanceof Failed ? error.message : explainFailure(error)}\n`);
  process.exit(error instanceof Failed ? error.exitCode : 1);
});
