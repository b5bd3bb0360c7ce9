import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { Finding } from './finding.js';
import type { Spread } from './measure.js';

/** What the figures were measured on. */
export const machine = (): string => {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `Node ${process.versions.node}, ${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), ${memory} GiB`;
};

const ratio = ({ median, lowest, highest }: Spread): string =>
  `${median.toFixed(2)} (${lowest.toFixed(2)} to ${highest.toFixed(2)})`;

const verdict = (reached: boolean | null): string => (reached === null ? '' : reached ? 'yes' : '**no**');

/** The findings as a Markdown table. */
export const table = (findings: readonly Finding[]): string => {
  const rows = findings.map((each) => [
    each.what,
    each.ours,
    each.floor ?? '',
    each.ratio ? ratio(each.ratio) : '',
    each.reach ?? '',
    verdict(each.reached),
  ]);
  const header = ['what', 'art33', 'floor', 'ratio', 'reach', 'reached'];
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
};

const PAGE = 'docs/benchmarks.md';
const BEGIN = (name: string): string => `<!-- ${name} -->`;
const END = '<!-- end -->';

/** Puts each bench's table into its place on the page; what stands around the tables is written by people. */
export function writeReport(found: readonly { readonly name: string; readonly findings: readonly Finding[] }[]): void {
  let page = readFileSync(PAGE, 'utf8');
  for (const { name, findings } of [{ name: 'machine', findings: undefined }, ...found]) {
    const begin = page.indexOf(BEGIN(name));
    const end = page.indexOf(END, begin);
    if (begin < 0 || end < 0) throw new Error(`${PAGE} has no place for ${name}`);
    const text = findings ? table(findings) : `Measured with ${machine()}.`;
    page = `${page.slice(0, begin)}${BEGIN(name)}\n\n${text}\n\n${page.slice(end)}`;
  }
  writeFileSync(PAGE, page);
}
