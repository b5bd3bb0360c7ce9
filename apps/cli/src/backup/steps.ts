import { progress, type Progress } from '../terminal/index.js';
import type { Report } from './check.js';

const LABELS = { digests: 'comparing digests', events: 'reading events', objects: 'putting keys and files back' };
const UNITS = { digests: 'bytes', events: 'events', objects: 'objects' };

/** A bar for each step of proving a backup, one after the other. */
export function steps(): { readonly report: Report; end(): void } {
  let current: { readonly step: keyof typeof LABELS; readonly bar: Progress } | undefined;
  return {
    report(step, done, total) {
      if (current?.step !== step) {
        current?.bar.end();
        current = { step, bar: progress(LABELS[step], Number.isNaN(total) ? undefined : total, { unit: UNITS[step] }) };
      }
      current.bar.reach(done);
    },
    end: () => current?.bar.end(),
  };
}
