import type { Service } from '../service.js';

/**
 * Where nobody runs the installation yet: prints a link with which somebody can. Each start prints another one; the log holds
 * only their hashes.
 */
export function printSetUpLink(service: Pick<Service, 'setUpLink'>): void {
  service.setUpLink().then(
    (link) => {
      if (link !== undefined)
        process.stdout.write(`art33 has no operator yet. Once, and within a day, this link makes you one: ${link}\n`);
    },
    // The service was stopped before it knew.
    () => undefined,
  );
}
