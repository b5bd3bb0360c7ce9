import { nodesState, nodesView, retireNode, type EventVersion, type NodesView, type NodeView } from '@art33/nodes';
import { Command, InvalidArgumentError } from 'commander';
import { validate } from 'uuid';
import { Failed } from '../failed.js';
import { asking, mayGoOn, plain, shortInstant, table, type Preview } from '../terminal/index.js';
import { throughServiceOrStores } from '../with-stores.js';

const registered = (): Promise<NodesView> =>
  throughServiceOrStores<NodesView>(
    (service) => service.get('nodes'),
    async ({ commands }) => nodesView(await nodesState(commands)),
  );

const versionText = ({ eventType, version }: EventVersion): string => `${eventType} ${version}`;
const nodeText = ({ id, release, since }: Pick<NodeView, 'id' | 'release' | 'since'>): string =>
  `${id} (release ${plain(release)}, since ${shortInstant(since)})`;

function viewText({ nodes, waiting }: NodesView): string {
  const columns = [
    { title: 'node', of: ({ id }: NodeView) => id },
    { title: 'release', of: ({ release }: NodeView) => release },
    { title: 'since', of: ({ since }: NodeView) => shortInstant(since) },
    {
      title: 'reads, not written yet',
      of: ({ ahead }: NodeView) => (ahead.length === 0 ? null : ahead.map(versionText).join(', ')),
    },
  ];
  const held = waiting.flatMap((version) => [
    `${versionText(version)} waits to be written until it is read by`,
    ...version.heldUpBy.map((node) => `  ${nodeText(node)}`),
  ]);
  const todo = waiting.length === 0 ? [] : ['Update these nodes; one that is gone for good: art33 nodes retire <id>'];
  return table(nodes, columns) + [...held, ...todo].map((line) => `${line}\n`).join('');
}

/** What retiring a node would lead to. Throws `Failed` where nobody knows it. */
function previewOf({ nodes, waiting }: NodesView, id: string): Preview {
  const node = nodes.find((each) => each.id === id);
  if (node === undefined) throw new Failed(`there is no such node: ${id} (art33 nodes lists them)`);
  const released = waiting.filter(({ heldUpBy }) => heldUpBy.every((each) => each.id === id));
  const text = [
    `node ${nodeText(node)} would be given up`,
    ...released.map(
      (version) => `  ${versionText(version)} would be written from then on: nothing waits for it any more`,
    ),
    'This is for a node that never comes back: one that still runs could no longer read what the others write.',
  ];
  const switchedOn = released.map(({ eventType, version }) => ({ eventType, version }));
  return { text: text.map((line) => `${line}\n`).join(''), answer: { node, switchedOn }, isEmpty: false };
}

function nodeIdOf(text: string): string {
  if (!validate(text)) throw new InvalidArgumentError('it is a UUID, as art33 nodes shows it');
  return text.toLowerCase();
}

const retireCommand = (): Command =>
  asking(
    new Command('retire')
      .description('give up a node that never comes back')
      .argument('<id>', 'the node, as art33 nodes shows it', nodeIdOf)
      .option('--json', 'print the result as JSON', false),
  )
    .addHelpText(
      'after',
      `
Nothing waits for it any more: versions of events that it alone held up are written from then on. A node that starts again
is registered anew, if its release reads what is written by then.

Example:
  art33 nodes retire 5c0a4c0e-0d6e-4f6b-9a52-1c7f7d2f9b11 --yes`,
    )
    .action(async (id: string, how: { yes: boolean; preview: boolean; json: boolean }) => {
      if (!(await mayGoOn(how, async () => previewOf(await registered(), id)))) return;
      await throughServiceOrStores<unknown>(
        (service) => service.post(`nodes/${id}/retire`, {}),
        ({ commands }) => retireNode(commands, id, null),
      );
      if (how.json) process.stdout.write(`${JSON.stringify({ id, retired: true })}\n`);
      else process.stdout.write(`Node ${id} is retired.\n`);
    });

export const nodesCommand = (): Command =>
  new Command('nodes')
    .description('the nodes of this installation, and what waits until all of them are updated')
    .option('--json', 'print them as JSON', false)
    .addHelpText(
      'after',
      `
A node is listed from its first start until it is retired, whether it runs or not.

Examples:
  art33 nodes
  art33 nodes retire 5c0a4c0e-0d6e-4f6b-9a52-1c7f7d2f9b11`,
    )
    .action(async ({ json }: { json: boolean }) => {
      const view = await registered();
      process.stdout.write(json ? `${JSON.stringify(view, null, 2)}\n` : viewText(view));
    })
    .addCommand(retireCommand());
