import { describe, expect, test } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { changesOf } from '$lib/view/overview/changes';
import { costliest, filtersWith, isAnyTested } from '$lib/view/overview/stakes';
import { storyText, tellStory, type StoryFacts } from '$lib/view/overview/story';
import { partOfIt, stakeEvidence, stakeTip, valueName } from '$lib/view/overview/story-words';
import { bottleneckRow, comparedRow, splitRows } from './rows';

const format = createFormat('en-GB');
const seen = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ');
const told = (facts: Partial<StoryFacts>) =>
	tellStory(
		{
			row: comparedRow([300, 700], [300, 700]),
			split: [],
			stakes: [],
			isTested: true,
			shown: 'in Q3 2026',
			compared: 'Q2 2026',
			beside: null,
			isSoFar: false,
			currency: 'EUR',
			...facts,
		},
		format,
	);
const said = (facts: Partial<StoryFacts>) => seen(storyText(told(facts)));
const NONE = ' No stage does clearly worse than its benchmark.';

test('of what could not be tested the headline says nothing', () => {
	expect(said({ isTested: false })).toBe('Win rate is 30.0 %, no clear change on Q2 2026.');
	expect(said({ isTested: true })).toContain(NONE);
	expect(isAnyTested([bottleneckRow({})])).toBe(false);
	expect(isAnyTested([bottleneckRow({}), bottleneckRow({ dwell_p: 0.3 })])).toBe(true);
});

describe('the headline, when the win rate changed', () => {
	// 40 % of 1,000 fell to 30 % of 1,000: z = 4.7. SMB stayed at 40 %, mid-market fell from 40 % to 20 %.
	const row = comparedRow([300, 700], [400, 600]);
	const split = splitRows('segment', 'Segment', {
		SMB: [200, 500, 200, 500],
		'Mid-market': [100, 500, 200, 500],
	});

	test('says by how much, and which value it is', () => {
		expect(said({ row, split })).toBe(`Win rate fell 10.0 points to 30.0 %. All of it is Mid-market.${NONE}`);
	});

	test('judges the fall, and names the value that explains it', () => {
		const story = told({ row, split });
		expect(story.headline.filter(({ tone }) => tone === 'bad').map(({ text }) => seen(text))).toEqual([
			'10.0 points',
			'Mid-market',
		]);
		expect(story.cause?.row.value).toBe('Mid-market');
	});

	test('shows the evidence: n, interval, the rates before and now, mix and performance, the number of tests', () => {
		expect(told({ row, split }).evidence.map(seen)).toEqual([
			'1,000 deals closed in Q3 2026',
			'95 % interval 28.0–32.0 %',
			'40.0 % before, of 1,000 closed',
			'Mid-market 40.0 % before, 20.0 % now',
			'by Segment: mix 0.0 pts, performance −10.0 pts',
			'3 comparisons tested, corrected together',
		]);
	});

	test('a rise is good news', () => {
		const rise = told({ row: comparedRow([400, 600], [300, 700]) });
		expect(seen(storyText(rise))).toContain('Win rate rose 10.0 points to 40.0 %.');
		expect(rise.headline.find(({ tone }) => tone)?.tone).toBe('good');
	});

	test('by other deals and not by worse ones, that is what is said', () => {
		// Easy deals win half of the time, hard ones a tenth, before and now; their shares changed from 600:400 to 200:800.
		const mixed = splitRows('size', 'Size', { Small: [100, 200, 300, 600], Large: [80, 800, 40, 400] });
		expect(said({ row: comparedRow([180, 820], [340, 660]), split: mixed })).toBe(
			`Win rate fell 16.0 points to 18.0 %. It is more a matter of which deals closed than of how well they did.${NONE}`,
		);
	});

	test('in all values alike, none of them is blamed alone for more than its part', () => {
		const even = splitRows('team', 'Team', { North: [150, 500, 200, 500], South: [150, 500, 200, 500] });
		expect(said({ row, split: even })).toContain('About half of it is');
	});
});

describe('the headline, when the whole held', () => {
	const row = comparedRow([300, 700], [305, 695]);

	test('and nothing else changed, claims nothing', () => {
		const split = splitRows('segment', 'Segment', { SMB: [150, 500, 152, 500], Large: [150, 500, 153, 500] });
		expect(said({ row, split })).toBe(`Win rate is 30.0 %, no clear change on Q2 2026.${NONE}`);
		expect(told({ row, split }).headline.some(({ tone }) => tone)).toBe(false);
	});

	test('but one value did not, says so', () => {
		// Mid-market fell from 40 % to 25 % of 400, the others rose from 24 % to 33 % of 600.
		const split = splitRows('segment', 'Segment', {
			Others: [200, 600, 145, 600],
			'Mid-market': [100, 400, 160, 400],
		});
		expect(said({ row, split })).toBe(`Win rate held at 30.0 %, but fell 15.0 points in Mid-market.${NONE}`);
	});

	test('a difference that would pass alone does not pass among many', () => {
		// 40 of 100 against 54 of 100: p = 0.048 alone. With nineteen others that did not move it is none.
		const many = Object.fromEntries(
			Array.from({ length: 19 }, (_, index) => [
				`Region ${index}`,
				[30, 100, 30, 100] as [number, number, number, number],
			]),
		);
		const split = splitRows('region', 'Region', { Changed: [40, 100, 54, 100], ...many });
		expect(said({ row, split })).toContain('no clear change');
		const alone = splitRows('region', 'Region', { Changed: [40, 100, 54, 100] });
		expect(changesOf(comparedRow([40, 60], [54, 46]), alone).isSignificant).toBe(true);
	});

	test('fewer than twenty deals on a side are not tested', () => {
		const few = splitRows('owner', 'Owner', { Ann: [0, 19, 19, 19] });
		const changes = changesOf(comparedRow([0, 19], [19, 0]), few);
		expect(changes).toMatchObject({ tests: 0, isSignificant: false, p: null });
		expect(told({ row: comparedRow([5, 5], [1, 9]), split: few }).evidence).toContain(
			'too few deals to test',
		);
	});
});

describe('the headline without a comparison', () => {
	test('says the rate alone', () => {
		expect(said({ compared: null })).toBe(`Win rate is 30.0 %.${NONE}`);
	});

	test('of a window that is not over says “so far”', () => {
		expect(said({ compared: null, isSoFar: true })).toContain('Win rate is 30.0 % so far.');
	});

	test('of a window in which nothing closed says that', () => {
		const empty = comparedRow([0, 0], [3, 4], { deals_in_play: 12 });
		expect(said({ row: empty, stakes: null })).toBe('Nothing closed in Q3 2026.');
		expect(said({ row: empty, stakes: [] })).toBe('Nothing closed in Q3 2026.');
		expect(told({ row: empty }).evidence).toEqual(['12 opportunities in play']);
	});

	test('of a scope without any opportunity says that, and not that nothing closed yet', () => {
		const none = comparedRow([0, 0], [0, 0], { deals_in_play: 0 });
		expect(said({ row: none })).toBe('No opportunity was open or closed in Q3 2026.');
		expect(said({ row: none, shown: null })).toBe('No opportunity was open or closed in this scope.');
	});
});

const flagged = (given: Parameters<typeof bottleneckRow>[0]) =>
	bottleneckRow({ is_conversion_flagged: true, is_flagged: true, ...given });
const WHOLE = flagged({
	stage_rank: 4,
	stage: 'Presenting',
	resolved_ratio: 0.7,
	benchmark_ratio: 0.8,
	won_at_stake_amount: 310_000,
});
const MID = flagged({
	stage_rank: 4,
	stage: 'Presenting',
	segment: 'segment',
	segment_label: 'Segment',
	value: 'Mid-market',
	resolved_ratio: 0.6,
	benchmark_ratio: 0.71,
	won_at_stake_amount: 200_000,
});
const SLOW = bottleneckRow({
	stage_rank: 5,
	stage: 'Objections',
	segment: 'team',
	segment_label: 'Team',
	value: 'South',
	is_dwell_flagged: true,
	is_flagged: true,
	median_dwell_days: 31,
	benchmark_median_dwell_days: 12,
	days_at_stake: 700,
});

describe('what costs most', () => {
	test('is named with its worth, and with the segment where it is worst', () => {
		expect(said({ compared: null, stakes: costliest([MID, WHOLE]) })).toBe(
			'Win rate is 30.0 %. What costs most is Presenting, most of all Mid-market, worth about €310 k of won value.',
		);
	});

	test('is named with its days where only time is lost', () => {
		expect(said({ compared: null, stakes: costliest([SLOW]) })).toBe(
			'Win rate is 30.0 %. Deals stay too long at Objections, South: half stay over 31 days against 12 days elsewhere.',
		);
	});

	test('is not said until it is known', () => {
		expect(said({ compared: null, stakes: null })).toBe('Win rate is 30.0 %.');
	});

	test('without amounts has no price', () => {
		const free = flagged({ ...WHOLE, won_at_stake_amount: 0 });
		expect(said({ compared: null, stakes: costliest([free]) })).toContain(
			'The leak is Presenting: 70.0 % move on against 80.0 % in its best four quarters.',
		);
	});
});

describe('the costliest bottlenecks', () => {
	test('go by money first and by days after, at most three, and lead to their deals', () => {
		const more = flagged({ ...MID, value: 'SMB', deals_dropped: 7, won_at_stake_amount: 5 });
		const stakes = costliest([SLOW, MID, more, WHOLE]);
		expect(stakes.map(({ row }) => row.won_at_stake_amount)).toEqual([310_000, 200_000, 5]);
		expect(costliest([SLOW, WHOLE]).map(({ pick, filter }) => [pick, filter])).toEqual([
			[{ rank: 4, bucket: 'dropped' }, null],
			[
				{ rank: 5, bucket: 'running' },
				{ segment: 'team', values: ['South'], exclude: false },
			],
		]);
	});

	test('are never what may be chance, and never one pipeline against another', () => {
		const chance = bottleneckRow({ ...WHOLE, is_conversion_flagged: false, is_flagged: false });
		const pipeline = flagged({ ...MID, segment: 'pipeline', won_at_stake_amount: 9_000_000 });
		expect(costliest([chance, pipeline])).toEqual([]);
	});

	test('that two columns name alike are one, by the name that has words', () => {
		const counted = { deals_moved_on: 220, deals_dropped: 95, won_amount: 4_000 };
		const twin = flagged({ ...MID, ...counted, segment: 'size', value: '200 to 999' });
		const stakes = costliest([twin, flagged({ ...MID, ...counted })]);
		expect(stakes.map(({ row }) => row.value)).toEqual(['Mid-market']);
	});

	test('take the place of a filter on the same segment', () => {
		const kept = { segment: 'owner', values: ['Ann'], exclude: false };
		const before = { segment: 'team', values: ['North'], exclude: false };
		const south = { segment: 'team', values: ['South'], exclude: false };
		expect(filtersWith([before, kept], south)).toEqual([kept, south]);
		expect(filtersWith([kept], null)).toEqual([kept]);
	});
});

describe('words', () => {
	test.each([
		[1.2, 'All of it is'],
		[0.8, 'Most of it is'],
		[2 / 3, 'Two thirds of it is'],
		[0.5, 'About half of it is'],
		[1 / 3, 'A third of it is'],
		[0.2, 'A fifth of it is'],
		[0.19, null],
		[-0.5, null],
	])('a part of %f is “%s”', (share, words) => {
		expect(partOfIt(share)).toBe(words);
	});

	test('a value that says too little by itself is named with its column', () => {
		expect(valueName({ segment_label: 'Team', value: 'South' })).toBe('South');
		expect(valueName({ segment_label: 'Tier', value: '1' })).toBe('Tier 1');
		expect(valueName({ segment_label: 'Source', value: null })).toBe('Source (blank)');
	});
});

test('a bottleneck says what it is held against: a target before other deals', () => {
	const evidence = (given: Parameters<typeof bottleneckRow>[0]) =>
		costliest([
			bottleneckRow({ stage: 'Proposing', resolved_ratio: 0.4, benchmark_ratio: 0.6, ...given }),
		]).map((stake) => seen(stakeEvidence(stake, format)));
	const slow = { is_dwell_flagged: true, median_dwell_days: 20, benchmark_median_dwell_days: 12 };
	expect(evidence({ is_conversion_flagged: true })).toEqual([
		'40.0 % move on against 60.0 % in its best four quarters',
	]);
	expect(
		evidence({ is_conversion_flagged: true, target_ratio: 0.6, segment: 'owner', value: 'Ann' }),
	).toEqual(['40.0 % move on against 60.0 % set as target']);
	expect(evidence({ ...slow, target_ratio: 0.6, segment: 'owner', value: 'Ann' })[0]).toMatch(/elsewhere$/);
	expect(evidence({ ...slow, target_median_days: 12 })[0]).toMatch(/set as target$/);
});

test('the tip of a bottleneck tells of how many deals its benchmark is, but a target is of none', () => {
	const lines = (given: Parameters<typeof bottleneckRow>[0]) =>
		costliest([
			bottleneckRow({
				stage: 'Proposing',
				resolved_ratio: 0.4,
				benchmark_ratio: 0.6,
				benchmark_deals_moved_on: 0,
				benchmark_deals_dropped: 0,
				...given,
			}),
		]).map((stake) => stakeTip(stake, 'EUR', format, true).lines.map(seen).at(-1));
	const slow = { is_dwell_flagged: true, median_dwell_days: 20, benchmark_median_dwell_days: 12 };
	const others = { benchmark_deals_moved_on: 30, benchmark_deals_dropped: 20 };
	expect(lines({ is_conversion_flagged: true, ...others })).toEqual(['benchmark 60.0 %, n = 50 deals']);
	expect(lines({ is_conversion_flagged: true, target_ratio: 0.6 })).toEqual(['target 60.0 %']);
	expect(lines(slow)).toEqual(['benchmark ≈ 12 days']);
	expect(lines({ ...slow, target_median_days: 12 })).toEqual(['target 12 days']);
});
