import { answerOf, api } from '../../api/client.js';
import { useDeed } from '../../design/deed.js';
import { sent, typeOf } from './chosen.js';

interface Sending {
  readonly kind: string;
  readonly dryRun: boolean;
  /** What tells the file apart: chosen again and changed, it is another. */
  readonly file: { readonly name: string; readonly size: number; readonly at: number };
}

export const sendingOf = (file: File, kind: string, dryRun: boolean): Sending => ({
  kind,
  dryRun,
  file: { name: file.name, size: file.size, at: file.lastModified },
});

/**
 * Sends a file to be checked or imported. Sent again after a lost answer it is the same import; `goesOn`: it finishes the
 * interrupted one of this id.
 */
export function useSendFile(file: File | undefined, onDone: (id: string) => void, goesOn?: string) {
  return useDeed({
    send: ({ kind, dryRun }: Sending, key) => {
      if (!file) throw new Error('no file was chosen');
      return answerOf(
        api.POST('/api/v1/imports', {
          params: { query: { kind, dryRun: dryRun ? 'true' : 'false', importId: goesOn ?? key } },
          // The description knows a file's bytes as a string only.
          body: file as unknown as string,
          bodySerializer: (bytes) => bytes,
          headers: { 'Content-Type': typeOf(file.name) ?? 'text/csv' },
        }),
      );
    },
    changes: ['imports'],
    onDone: ({ id }, { kind }) => {
      if (file) sent.set(id, { file, kind });
      onDone(id);
    },
  });
}
