/**
 * Turns what the lint and the tests left behind into the closing line of continuous integration and its exit code.
 * Whatever cannot be explained counts as a failure: tests that ended badly without a failed test, a missing report, a
 * test that is skipped without a reason on file, or a reason for a test that is not skipped.
 *
 * A reason whose name has a `*`, for anything, is one that holds on some machines only: it must fit a test, which may
 * have run or been skipped.
 *
 * What was run once more counts as it ended then, and is named where it passed.
 *
 * Usage: node scripts/ci-summary.mjs <exit code of the lint> <exit code of the tests> <jest's JSON report> <skipped.json>
 *   [<jest's JSON report of what was run once more>]
 */
import { readFileSync } from 'node:fs';
import { failedSuites, readReport } from './ci-report.mjs';

const [lintStatus, testsStatus, reportFile, reasonsFile, aloneFile] = process.argv.slice(2);
const reasons = JSON.parse(readFileSync(reasonsFile, 'utf8'));
const report = readReport(reportFile);
const alone = readReport(aloneFile)?.testResults ?? [];
const suites = (report?.testResults ?? []).map((suite) => alone.find(({ name }) => name === suite.name) ?? suite);
const recovered = failedSuites(report).filter(({ name }) =>
  alone.some((suite) => suite.name === name && suite.status === 'passed'),
);
const isRecovered = recovered.length > 0 && recovered.length === failedSuites(report).length;
const testStatus = isRecovered ? '0' : testsStatus;
const tests = suites.flatMap(({ assertionResults }) => assertionResults);
const names = (...statuses) => tests.filter(({ status }) => statuses.includes(status)).map(({ fullName }) => fullName);

const passed = names('passed').length;
const skipped = names('pending', 'todo', 'skipped', 'disabled');

/** @param {string} name @returns {RegExp} what it stands for; a `*` is any text. */
const pattern = (name) => new RegExp(`^${name.replace(/[\\^$.+?()[\]{}|]/g, '\\$&').replaceAll('*', '.*')}$`, 's');
const patterns = Object.keys(reasons).filter((name) => name.includes('*'));
/** @param {string} name of a test that was skipped. */
const hasReason = (name) => name in reasons || patterns.some((each) => pattern(each).test(name));
/** @param {string} name of a reason. */
const isNeeded = (name) =>
  patterns.includes(name) ? tests.some(({ fullName }) => pattern(name).test(fullName)) : skipped.includes(name);

const failures = [
  ...(lintStatus === '0' ? [] : [`the lint ended with ${lintStatus}`]),
  ...names('failed').map((name) => `failed: ${name}`),
  ...suites
    .filter(
      ({ status, assertionResults }) =>
        status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
    )
    .map(({ name }) => `did not run to its end: ${name}`),
  ...skipped.filter((name) => !hasReason(name)).map((name) => `skipped without a reason in ${reasonsFile}: ${name}`),
  ...(report
    ? Object.keys(reasons)
        .filter((name) => !isNeeded(name))
        .map((name) => `${reasonsFile} has a reason for what is not skipped: ${name}`)
    : []),
];
if (!report) failures.push('the tests ended without a report');
else if (passed === 0) failures.push('no test ran');
if (testStatus !== '0' && !failures.some((failure) => !failure.startsWith('the lint')))
  failures.push(`the tests ended with ${testStatus}`);

for (const { name } of recovered) console.log(`failed beside others, and passed when run again alone: ${name}`);
for (const failure of failures) console.log(failure);
console.log(`${passed} passed, ${failures.length} failed, ${skipped.length} skipped`);
process.exit(failures.length === 0 ? 0 : 1);
