import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';

/** What the script needs of the package bash-completion, for machines without it. */
const FOR_BASH = `type _get_comp_words_by_ref >/dev/null 2>&1 || _get_comp_words_by_ref() {
  cword=$COMP_CWORD
  words=("\${COMP_WORDS[@]}")
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
}
`;

/** Adds `completion <shell>`, and the hidden command that the shells ask, from what the program knows of its commands. */
export function addCompletion(program: Command): void {
  tab(program, { completionCommandName: 'completion' });
  program.commands
    .find((command) => command.name() === 'completion')
    ?.hook('preAction', (_, { args }) => {
      if (args[0] === 'bash') process.stdout.write(FOR_BASH);
    })
    .description('print a script that completes commands and options (bash, zsh, fish, powershell)')
    .addHelpText(
      'after',
      `
Examples:
  source <(art33 completion bash)
  art33 completion zsh > "\${fpath[1]}/_art33"
  art33 completion fish > ~/.config/fish/completions/art33.fish`,
    );
}
