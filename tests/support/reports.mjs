/**
 * What the JSON reports of Vitest and Playwright say of a run, in few words.
 *
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} [failures] each by name and reason, in a few lines
 * @property {string[]} [unsteady] those that failed and passed at the second try, told the same way
 */

/**
 * As the last lines of the output tell it: whoever sees only the end of a log can still act on it.
 * @param {string} name @param {string | undefined} reason
 */
const told = (name, reason = '') =>
	`${name}\n${reason
		.split('\n')
		.filter((line) => !line.includes('node_modules'))
		.slice(0, 12)
		.join('\n')}`;

/**
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {{ name: string, status: string, message: string, assertionResults: { status: string, fullName: string, failureMessages: string[] | null }[] }[]} testResults
 *
 * @param {VitestReport} report @returns {Count}
 */
export function countVitest({ numPassedTests, testResults }) {
	const failures = [];
	const unsteady = [];
	for (const { name, status, message, assertionResults } of testResults) {
		// A file that could not even be loaded has no test to fail.
		if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) {
			failures.push(told(name, message));
		}
		for (const { status, fullName, failureMessages } of assertionResults) {
			const said = told(`${name} › ${fullName}`, failureMessages?.[0]);
			if (status === 'failed') failures.push(said);
			// What passed keeps the failure of its first try.
			else if (status === 'passed' && failureMessages?.length) unsteady.push(said);
		}
	}
	return { passed: numPassedTests, failed: failures.length, failures, unsteady };
}

/**
 * @typedef {object} Suite
 * @property {Suite[]} [suites]
 * @property {{ title: string, file: string, tests: { status: string, results: { error?: { message?: string } }[] }[] }[]} [specs]
 *
 * @param {Suite} suite @param {string} status @returns {string[]}
 */
const endedAs = ({ suites = [], specs = [] }, status) => [
	...suites.flatMap((inner) => endedAs(inner, status)),
	...specs.flatMap(({ title, file, tests }) =>
		tests
			.filter((test) => test.status === status)
			.map(({ results }) => told(`${file} › ${title}`, results[0]?.error?.message)),
	),
];

/**
 * @param {Suite & { stats: { expected: number, unexpected: number, flaky: number } }} report
 * @returns {Count}
 */
export const countPlaywright = ({ stats, ...suite }) => ({
	passed: stats.expected + stats.flaky,
	failed: stats.unexpected,
	failures: endedAs(suite, 'unexpected'),
	unsteady: endedAs(suite, 'flaky'),
});
