import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from '../../svelte.config.js';

/**
 * @type {Record<string, string[]>}
 * The rooms of src/ARCHITECTURE.md, lowest first, and what each may import besides itself and `base`.
 * Imports run one way only.
 */
const rooms = {
	base: [],
	engine: [],
	stats: [],
	model: ['engine', 'stats'],
	intake: ['engine', 'model', 'stats'],
	share: ['engine', 'model', 'stats', 'session/source'],
	session: ['engine', 'model', 'stats', 'intake', 'share'],
	chart: [],
	view: ['engine/engine', 'model', 'stats', 'intake', 'share', 'session', 'chart'],
};

/**
 * @type {Record<string, string>}
 * Packages that only one room may import.
 */
const packages = {
	'@duckdb/*': 'engine',
	'@tanstack/*': 'chart',
	layercake: 'chart',
	d3: 'chart',
	'd3-*': 'chart',
};

const roomRules = Object.entries(rooms).map(([room, allowed]) => {
	const forbidden = Object.keys(rooms).filter(
		(other) => other !== room && other !== 'base' && !allowed.includes(other),
	);
	const patterns = forbidden.map((other) => {
		const exceptions = allowed.filter((entry) => entry.startsWith(`${other}/`));
		return {
			regex: `(^\\$lib/|\\.\\./)${other}/${exceptions.length ? `(?!${exceptions.map((entry) => entry.slice(other.length + 1)).join('|')}(\\.|$))` : ''}`,
			message: `lib/${room} may not import lib/${other}: see src/ARCHITECTURE.md.`,
		};
	});
	const banned = Object.entries(packages)
		.filter(([, owner]) => owner !== room)
		.map(([name, owner]) => ({ group: [name, `${name}/*`], message: `Only lib/${owner} imports ${name}.` }));
	return {
		files: [`src/lib/${room}/**/*.{ts,svelte}`],
		rules: {
			'no-restricted-imports': /** @type {import('eslint').Linter.RuleEntry} */ ([
				'error',
				{ patterns: [...patterns, ...banned] },
			]),
		},
	};
});

/**
 * Clocks, addresses and storage belong to `session`.
 * @type {import('eslint').Linter.Config}
 */
const clockless = {
	files: ['base', 'engine', 'model', 'stats', 'intake', 'share', 'chart'].map(
		(room) => `src/lib/${room}/**/*.{ts,svelte}`,
	),
	rules: {
		'no-restricted-globals': [
			'error',
			...['location', 'history', 'localStorage', 'sessionStorage', 'indexedDB'].map((name) => ({
				name,
				message: 'Only lib/session touches the address, storage and the clock.',
			})),
		],
		'no-restricted-syntax': [
			'error',
			{
				selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
				message: 'Nothing below session reads a clock.',
			},
			{
				selector: "NewExpression[callee.name='Date'][arguments.length=0]",
				message: 'Nothing below session reads a clock.',
			},
			{
				selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
				message: 'The same file gives the same answer: no random numbers.',
			},
		],
	},
};

export default defineConfig(
	{ ignores: ['build/', '.svelte-kit/', 'node_modules/', 'test-results/', 'sample-data/files/'] },
	js.configs.recommended,
	...ts.configs.recommended,
	...svelte.configs.recommended,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		rules: {
			'no-undef': 'off',
			'no-console': 'error',
			eqeqeq: 'error',
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			'@typescript-eslint/consistent-type-imports': 'error',
		},
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig },
		},
	},
	{ files: ['src/cli/**', 'tests/**', 'sample-data/**'], rules: { 'no-console': 'off' } },
	...roomRules,
	clockless,
);
