import { channel } from 'node:diagnostics_channel';

/**
 * Each statement on the log and on the read models is published here by its text, when it runs, as a string: so that a test
 * can compare what two requests did. Where nobody subscribes, nothing is published.
 */
export const STATEMENTS = channel('art33:statement');

/** What runs a prepared statement. */
const RUNNING: ReadonlySet<string | symbol> = new Set(['get', 'all', 'run', 'iterate']);

/** The statement itself where nobody listens; otherwise one that tells when it runs. */
export function told<S extends { readonly source: string }>(statement: S): S {
  if (!STATEMENTS.hasSubscribers) return statement;
  const telling: S = new Proxy(statement, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: readonly unknown[]): unknown => {
        if (RUNNING.has(name)) STATEMENTS.publish(target.source);
        const result: unknown = Reflect.apply(value, target, given);
        return result === target ? telling : result;
      };
    },
  });
  return telling;
}
