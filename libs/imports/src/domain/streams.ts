import { deriveId } from '@art33/event-log';

/**
 * What the log calls an import. The id that its sender gave stands for it among its processor's imports alone: another
 * processor's import under the same id is another one, so that nobody learns by an id which ones others have given.
 */
export const importKeyOf = (processor: string, givenId: string): string => deriveId('import-of', processor, givenId);

/** `key`: by `importKeyOf`; of imports that are older than such names, the id itself. */
export const importStream = (key: string): string => `import-${key}`;
