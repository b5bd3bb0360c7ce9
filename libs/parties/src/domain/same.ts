import { canonicalJson } from '@art33/event-log';

/** Equal as JSON, in whatever order the keys come: what the log returns is compared with what a command says. */
export const same = (a: unknown, b: unknown): boolean => canonicalJson(a as never) === canonicalJson(b as never);
