import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';

/** Adds `completion <shell>`, and the hidden command that the shells ask, from what the program knows of its commands. */
export function addCompletion(program: Command): void {
  tab(program, { completionCommandName: 'completion' });
  program.commands
    .find((command) => command.name() === 'completion')
    ?.description('print a script that completes commands and options (bash, zsh, fish, powershell)')
    .addHelpText(
      'after',
      `
Examples:
  source <(art33 completion bash)
  art33 completion zsh > "\${fpath[1]}/_art33"
  art33 completion fish > ~/.config/fish/completions/art33.fish`,
    );
}
