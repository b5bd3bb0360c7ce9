import type { LoggerService } from '@nestjs/common';
import type { EventLogServices } from '@art33/event-log';
import { Imports } from '@art33/imports';
import { incidentImports } from '@art33/incidents';
import { partiesImports } from '@art33/parties';
import { derivedKey } from './stores.js';

/** Every kind of file that this installation imports. */
export const importsOf = (stores: EventLogServices, masterKey: Uint8Array): Imports =>
  new Imports({
    ...stores,
    digestKey: derivedKey(masterKey, 'import-digests'),
    kinds: [...partiesImports, ...incidentImports],
  });

/** Says at start which imports were cut: once the models show what the log holds. */
export async function tellInterrupted(imports: Imports, { log, models }: EventLogServices, logger: LoggerService) {
  const { position } = await log.head();
  if (position !== undefined) await models.waitFor(position, 24 * 3_600_000);
  for (const { id, kind, rows, rowsDone } of imports.interrupted())
    logger.warn(
      `the import ${id} (${kind}) was cut at row ${rowsDone} of ${rows ?? 0}: send the same file again under this id, or give it up`,
    );
}
