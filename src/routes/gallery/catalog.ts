import type { Day } from '$lib/base/day';
import type { Catalog } from '$lib/model/catalog';

/** What the stories of scope and palette know of data: long names, another script, blanks, two currencies. */
export const CATALOG: Catalog = {
	asOf: '2026-09-30T12:00:00Z',
	asOfDay: '2026-09-30' as Day,
	newestAt: '2026-09-30T12:00:00Z',
	suspectAt: null,
	firstDay: '2025-01-01' as Day,
	lastDay: '2026-09-30' as Day,
	stages: [
		{ rank: 1, label: 'Lead' },
		{ rank: 2, label: 'Technical validation, security questionnaire and architecture review' },
		{ rank: 3, label: 'عرض السعر' },
	],
	segments: [
		{
			key: 'owner',
			label: 'Opportunity Owner',
			values: [
				{ value: 'Ann Lee', deals: 30 },
				{ value: 'Maximiliane Alexandra von Hohenstein-Schwarzenfels', deals: 8 },
				{ value: null, deals: 2 },
			],
		},
	],
	currencies: [
		{ currency: 'EUR', deals: 30 },
		{ currency: 'USD', deals: 10 },
	],
	evidence: [{ evidence: 'history', deals: 40 }],
	deals: 40,
	dealsWithoutStart: 1,
};
