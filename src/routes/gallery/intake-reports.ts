import type { Day } from '$lib/base/day';
import type { FileReport, IntakeReport, Mapping, SnapshotChanges, StageMapping } from '$lib/intake/mapping';

const LONG = 'opportunities of the north-western region, as exported on 30 September 2026.csv';
const LONG_PRODUCT = 'GTX Pro with extended warranty and on-site service, renewed each year';

const deals: FileReport = {
	file: LONG,
	kind: 'deals',
	layout: 'generic',
	encoding: 'utf-8',
	delimiter: ';',
	header_line: 3,
	rows_read: 1_048_576_000,
	rows_kept: 1_048_575_997,
	rows_set_aside: 3,
	reasons: [
		{ reason: 'no id', rows: 2 },
		{ reason: 'a second row of the same deal; the one read last counts', rows: 1 },
	],
	columns: [
		{ header: 'Id', role: 'id', evidence: 'header “Id”', blanks: 0, unreadable: 0, samples: ['1', '2'] },
		{
			header: 'القيمة',
			role: 'amount',
			evidence: 'numbers with a comma as decimal mark',
			blanks: 12,
			unreadable: 4,
			samples: ['1.250,00', '٣٠٠', '–'],
		},
		{ header: '', role: 'ignored', evidence: 'empty', blanks: 1_048_576_000, unreadable: 0, samples: [] },
	],
};

/** An import of everything that can be told of one: rows set aside, joins that do not hold, spellings offered. */
export const REPORT: IntakeReport = {
	files: [deals],
	joins: [
		{
			from: 'deals',
			to: 'products',
			column: 'product',
			rows: 7_000_000_033,
			rows_blank: 3,
			rows_matched: 30,
			rows_unmatched: 7_000_000_000,
			unmatched: [
				{ value: 'GTXPro', rows: 7 },
				{ value: LONG_PRODUCT, rows: 6_999_999_993 },
			],
			values_unmatched: 2,
			unused: ['GTX Pro', 'A product whose name is much longer than the column that it stands in'],
			values_unused: 2,
		},
	],
	corrections: [
		{
			column: 'product',
			from: 'GTXPro',
			to: 'GTX Pro',
			file: null,
			rows: 7,
			evidence: 'the same but for a space; products.csv has “GTX Pro”, and no “GTXPro”',
		},
		{
			column: 'product',
			from: LONG_PRODUCT,
			to: LONG_PRODUCT.toLowerCase(),
			file: LONG,
			rows: 6_999_999_993,
			evidence: 'the same but for capitals',
		},
	],
	money: null,
	snapshots: [],
	set_aside: [
		{ file: LONG, line: 12, reason: 'no id', text: ';Acme;1.250,00' },
		{ file: LONG, line: 13, reason: 'no id', text: ';شركة;' },
		{ file: LONG, line: 1_048_570_000, reason: 'a second row of the same deal', text: '7;Acme;10' },
	],
	warnings: [],
	questions: [],
};

export const MAPPING: Mapping = {
	version: 1,
	files: [],
	process: { stages: [], evidence: [] },
	corrections: [{ column: 'source', from: 'web ', to: 'Web' }],
};

/** Stages of every kind: with all that can be said of one, with labels of other times, with a long name, in another script. */
export const STAGES: StageMapping[] = [
	{
		label: 'Qualifying',
		kind: 'open',
		labels: ['Qualifying', 'Qualification', 'SQL'],
		datedLabels: [{ label: 'Review', from: null, before: '2025-04-01' as Day }],
		owner: 'Ann Lee',
		measure: 'moved_on_ratio',
		target: 0.65,
	},
	{
		label: 'Technical validation, security questionnaire and architecture review',
		kind: 'open',
		labels: ['Technical validation, security questionnaire and architecture review'],
		measure: 'median_dwell_days',
	},
	{ label: 'عرض السعر', kind: 'open', labels: ['عرض السعر'] },
	{ label: 'On hold', kind: 'parked', labels: ['On hold'] },
	{ label: 'Won', kind: 'won', labels: ['Closed Won'] },
	{ label: 'Lost', kind: 'lost', labels: ['Closed Lost', 'Dead'] },
	{ label: 'Onboarding', kind: 'after_sale', labels: ['Onboarding'] },
];

const changes: SnapshotChanges = {
	appeared: 12,
	vanished: 1,
	stage: 1_204,
	amount: 0,
	expected_close: 31,
	owner: 2,
};

/** Exports of three days; the first has nothing before it. */
export const SNAPSHOTS = (['2026-09-14', '2026-09-21', '2026-09-28'] as Day[]).map((day, index) => ({
	day,
	files: [{ file: index === 1 ? LONG : `export-${day}.csv`, evidence: 'the day in the file’s name' }],
	deals: 4_000_000_000 + index,
	changes: index === 0 ? null : changes,
}));
