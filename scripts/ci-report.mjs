/** Jest's JSON reports, as far as continuous integration needs them. */
import { readFileSync } from 'node:fs';

/** @param {string} file @returns what jest reported, or nothing where it ended before it could. */
export function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param report what jest reported, or nothing. @returns the spec files in which something failed. */
export const failedSuites = (report) => (report?.testResults ?? []).filter(({ status }) => status === 'failed');
