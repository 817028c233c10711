import { describe, expect, test } from 'vitest';
import { createFormat } from '$lib/chart/format';
import type { Told } from '$lib/share/snapshot';
import { formatForReaders, toldIn } from '$lib/view/share/reader-format';
import { tellStory } from '$lib/view/overview/story';
import { comparedRow, splitRows } from './overview/rows';

const english = createFormat('en-GB');
const german = createFormat('de-DE');
const facts = {
	row: comparedRow([300, 700], [400, 600]),
	split: splitRows('segment', 'Segment', { SMB: [200, 500, 200, 500], 'Mid-market': [100, 500, 200, 500] }),
	stakes: [],
	isTested: true,
	shown: 'in Q3 2026',
	compared: 'Q2 2026',
	beside: null,
	isSoFar: false,
	currency: 'EUR',
};
const told = (headline: string, evidence: string[] = []): Told => ({
	headline: [{ text: headline }],
	evidence,
	isRateChanged: false,
	isTested: true,
});

describe('sentences that leave with a report', () => {
	test('are for a reader what they would have been, told there and then', () => {
		const story = { ...tellStory(facts, formatForReaders(english)), isRateChanged: true, isTested: true };
		for (const reader of [english, german, createFormat('ar-EG'), createFormat('en-IN')]) {
			const { cause: _, ...own } = tellStory(facts, reader);
			const { headline, evidence } = toldIn(story, reader);
			expect({ headline, evidence }).toEqual(own);
		}
	});

	test.each([
		['percent', 0.123456, 1],
		['percent', null],
		['interval', 0.1, 0.2],
		['points', -0.041],
		['pointsInWords', -0.041],
		['change', 0.2],
		['days', 7.5],
		['count', 1_240_000],
		['full', 1_234.5],
		['money', 19_200_000, 'EUR'],
		['money', 5, null],
		['day', '2026-02-28'],
		['dayRange', '2026-02-03', '2026-03-28'],
		['month', '2026-02-01'],
		['monthRange', '2025-10-01', '2026-09-30'],
	] as const)('have each %s in the locale of the reader', (name, ...given) => {
		const call = (format: typeof english) =>
			(format[name] as (...args: readonly unknown[]) => string)(...given);
		expect(toldIn(told(`<${call(formatForReaders(english))}>`), german)).toEqual(told(`<${call(german)}>`));
	});

	test('stay as they are where they hold no value of ours', () => {
		const strange = [
			'plain',
			'\uE000',
			'\uE000not json\uE001',
			'\uE000["constructor",1]\uE001',
			'\uE000["percent",{}]\uE001',
			'\uE000[]\uE001',
		];
		expect(toldIn(told('', strange), german).evidence).toEqual(strange);
	});
});
