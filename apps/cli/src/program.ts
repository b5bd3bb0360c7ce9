import { Command } from 'commander';
import { addCompletion } from './commands/completion.js';
import { CONFIG_VARIABLE } from '../../server/src/config/settings.js';
import { explainFailure } from '../../server/src/failures.js';
import { Failed } from './failed.js';

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./commands/serve.js')).serveCommand(),
  import: async () => (await import('./commands/import.js')).importCommand(),
  token: async () => (await import('./commands/token.js')).tokenCommand(),
  replay: async () => (await import('./commands/replay.js')).replayCommand(),
  backup: async () => (await import('./commands/backup.js')).backupCommand(),
  restore: async () => (await import('./commands/restore.js')).restoreCommand(),
  migrate: async () => (await import('./commands/migrate.js')).migrateCommand(),
  doctor: async () => (await import('./commands/doctor.js')).doctorCommand(),
  nodes: async () => (await import('./commands/nodes.js')).nodesCommand(),
  incident: async () => (await import('./commands/incident.js')).incidentCommand(),
  deadlines: async () => (await import('./commands/deadlines.js')).deadlinesCommand(),
  events: async () => (await import('./commands/events.js')).eventsCommand(),
  export: async () => (await import('./commands/export.js')).exportCommand(),
  bounce: async () => (await import('./commands/bounce.js')).bounceCommand(),
  demo: async () => (await import('./commands/demo.js')).demoCommand(),
  docs: async () => (await import('./commands/docs.js')).docsCommand(),
};

/** The program with the commands of these names, all of them by default. */
export async function programOf(names: readonly string[] = Object.keys(COMMANDS)): Promise<Command> {
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

  for (const [name, load] of Object.entries(COMMANDS)) if (names.includes(name)) program.addCommand(await load());
  takeSettingsFile(program);
  addCompletion(program);
  speakAlike(program);
  return program;
}

/** The commands that the arguments need: a named one loads itself alone, and is completed alone, in a third of the time. */
function neededFor([first = '', ...others]: readonly string[]): readonly string[] | undefined {
  if (first === 'completion') return [];
  // What the shell asks: `complete -- <command> … <word under way>`.
  const command = first === 'complete' && others.length > 2 ? (others[1] ?? '') : first;
  return Object.hasOwn(COMMANDS, command) ? [command] : undefined;
}

/** Runs what the arguments ask for. */
export async function run(args: readonly string[]): Promise<void> {
  const program = await programOf(neededFor(args));
  await program.parseAsync(args, { from: 'user' }).catch((error: unknown) => {
    process.stderr.write(`art33: ${error instanceof Failed ? error.message : explainFailure(error)}\n`);
    process.exit(error instanceof Failed ? error.exitCode : 1);
  });
}

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
