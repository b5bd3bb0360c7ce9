/**
 * Names the spec files that failed, one a line, where they are few enough to be run once more by themselves: up to three.
 * Names none where more failed, or where there is no report: that is no matter of a busy machine.
 *
 * Usage: node scripts/ci-failed.mjs <jest's JSON report>
 */
import { failedSuites, readReport } from './ci-report.mjs';

const MOST = 3;

const failed = failedSuites(readReport(process.argv[2]));
if (failed.length <= MOST) for (const { name } of failed) process.stdout.write(`${name}\n`);
