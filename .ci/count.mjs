// Adds up what the suites' reports say and prints the sum as the last line. Fails when a report is missing, when a file
// could not be loaded, or when nothing ran: a suite that died must not look like one that passed.
import { readFileSync } from 'node:fs';

let passed = 0;
let failed = 0;
let complete = process.argv.length > 2;
for (const file of process.argv.slice(2)) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    passed += report.numPassedTests;
    failed += report.numFailedTests;
    // A file that failed before its first test counts as one failure.
    failed += report.testResults.filter(
      (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
    ).length;
    complete &&= report.numPassedTests > 0;
  } catch (error) {
    console.error(`no report: ${error.message}`);
    complete = false;
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = complete && failed === 0 ? 0 : 1;
