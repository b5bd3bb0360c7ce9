import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressRow } from './address-list.js';
import type { PrintRun } from './print-run.js';

type Part = 'json' | 'pdf' | 'csv' | 'rows.json';
const PARTS: readonly Part[] = ['json', 'pdf', 'csv', 'rows.json'];
const OWNER_ONLY = 0o600;

/** Print runs on disk, each a few files named by its id; readable by the service's user only. */
export class PrintRunFiles {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  pathOf(id: string, part: Part): string {
    return join(this.folder, `${id}.${part}`);
  }

  save(run: PrintRun): void {
    this.write(run.id, 'json', JSON.stringify(run));
  }

  saveRows(id: string, rows: readonly AddressRow[]): void {
    this.write(id, 'rows.json', JSON.stringify(rows));
  }

  rows(id: string): readonly AddressRow[] {
    return JSON.parse(readFileSync(this.pathOf(id, 'rows.json'), 'utf8')) as readonly AddressRow[];
  }

  /** What an earlier process left. */
  all(): readonly PrintRun[] {
    return readdirSync(this.folder)
      .filter((name) => /^[0-9a-f-]{36}\.json$/.test(name))
      .map((name) => JSON.parse(readFileSync(join(this.folder, name), 'utf8')) as PrintRun);
  }

  delete(id: string): void {
    for (const part of PARTS) rmSync(this.pathOf(id, part), { force: true });
  }

  deleteOutput(id: string): void {
    for (const part of ['pdf', 'csv', 'rows.json'] as const) rmSync(this.pathOf(id, part), { force: true });
  }

  private write(id: string, part: Part, text: string): void {
    const path = this.pathOf(id, part);
    writeFileSync(`${path}.part`, text, { mode: OWNER_ONLY });
    renameSync(`${path}.part`, path);
  }
}
