import { isInstantFault, parseStatedInstant } from '@art33/deadlines';
import { issueToken, revokeToken, RIGHTS, ROLES, type Right, type TokenRole } from '@art33/identity';
import { Argument, Command, Option } from 'commander';
import { processorId } from '@art33/parties';
import { validate } from 'uuid';
import { readSettings } from '../../../server/src/config.js';
import { metricsToken } from '../../../server/src/telemetry/metrics-token.js';
import { tokenHolders } from '../../../server/src/token-holders.js';
import { Failed } from '../failed.js';
import { throughServiceOrStores } from '../with-stores.js';

/** An organisation by its id, or a processor by the id that its terms file gives it. */
const organisationOf = (text: string): string => (validate(text) ? text.toLowerCase() : processorId(text));

/** Throws `Failed`, saying why, for what names no one instant. */
function instantOf(text: string): string {
  const instant = parseStatedInstant(text);
  if (isInstantFault(instant)) throw new Failed(`--expires: ${instant.rule}`);
  return instant.at;
}

interface IssueOptions {
  readonly role: TokenRole;
  readonly label: string;
  readonly expires?: string;
  readonly right?: readonly Right[];
  readonly json: boolean;
}

const organisationArgument = () =>
  new Argument('<organisation>', "organisation id, or a processor's id in its terms file, e.g. ratiomedicus-gmbh");

export const tokenCommand = (): Command =>
  new Command('token')
    .description('make and withdraw API tokens')
    .addHelpText('after', '\nExample:\n  art33 token issue ratiomedicus-gmbh --role processor --label security-desk')
    .addCommand(
      new Command('issue')
        .description('make a token; it is shown once')
        .addArgument(organisationArgument())
        .addOption(new Option('--role <role>', 'what it may do').choices([...ROLES]).makeOptionMandatory())
        .addOption(
          new Option('--right <right...>', 'the only rights that it is to have; left out: all of its role').choices([
            ...RIGHTS,
          ]),
        )
        .option('--label <label>', 'what it is for (lower-case letters, digits, dashes)', 'api')
        .option('--expires <instant>', 'when it ends by itself (RFC 3339)')
        .option('--json', 'print the result as JSON', false)
        .addHelpText(
          'after',
          '\nExample:\n  art33 token issue ratiomedicus-gmbh --role processor --label security-desk',
        )
        .action(async (name: string, { role, label, expires, right: rights, json }: IssueOptions) => {
          const organisation = organisationOf(name);
          const expiresAt = expires === undefined ? null : instantOf(expires);
          const { id, token } = await throughServiceOrStores<{ readonly id: string; readonly token: string }>(
            (service) =>
              service.post('tokens', {
                organisation,
                role,
                label,
                ...(expiresAt ? { expiresAt } : {}),
                ...(rights ? { rights } : {}),
              }),
            async (stores) => {
              const refusal = await tokenHolders(stores.commands)(organisation, role);
              if (refusal) throw new Failed(refusal.rule);
              return issueToken(stores.commands, {
                organisation,
                role,
                label,
                expiresAt,
                ...(rights ? { rights } : {}),
              });
            },
          );
          if (json) process.stdout.write(`${JSON.stringify({ id, organisation, role, token })}\n`);
          else process.stdout.write(`${token}\n`);
          process.stderr.write(`Token ${id} for ${organisation} (${role}). It is shown this once.\n`);
        }),
    )
    .addCommand(
      new Command('metrics')
        .description('show the token that opens /metrics, and nothing else')
        .option('--json', 'print it as JSON', false)
        .addHelpText(
          'after',
          '\nIt follows from the master key: it is the same each time, and ends with that key.\n\nExample:\n  art33 token metrics',
        )
        .action(({ json }: { json: boolean }) => {
          const token = metricsToken(readSettings(process.env).masterKey);
          process.stdout.write(`${json ? JSON.stringify({ token }) : token}\n`);
        }),
    )
    .addCommand(
      new Command('revoke')
        .description('withdraw a token for good')
        .addArgument(organisationArgument())
        .argument('<token-id>', 'the id that was shown with the token')
        .option('--json', 'print the result as JSON', false)
        .addHelpText('after', '\nExample:\n  art33 token revoke ratiomedicus-gmbh 0f9d4c1e-6a37-4c55-9a70-6c1f3f3b7d52')
        .action(async (name: string, id: string, { json }: { json: boolean }) => {
          const organisation = organisationOf(name);
          await throughServiceOrStores<unknown>(
            (service) => service.post(`tokens/${encodeURIComponent(id)}/revocation`, { organisation }),
            (stores) => revokeToken(stores.commands, id, organisation),
          );
          if (json) process.stdout.write(`${JSON.stringify({ id, organisation, revoked: true })}\n`);
          process.stderr.write(`Token ${id} opens nothing any more.\n`);
        }),
    );
