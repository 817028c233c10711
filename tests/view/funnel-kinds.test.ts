import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { basisBridge } from '$lib/model/marts/basis-bridge';
import { conversionMatured } from '$lib/model/marts/conversion-matured';
import { funnelByPolicy } from '$lib/model/marts/funnel-by-policy';
import {
	comparedSteps,
	kindEffect,
	policyEnd,
	policySteps,
	skipsEffect,
	timedSteps,
	type MaturedRow,
	type PolicyRow,
} from '$lib/view/funnel/board-kinds';
import { bridgeSentence, bridgeTable, type BridgeRow } from '$lib/view/funnel/bridge-words';
import { boardFormats, boardSteps } from '$lib/view/funnel/funnel-board';
import { blankRow } from '../../src/routes/gallery/blank-row';
import { TWO_STAGES } from './funnel-rows';

const format = createFormat('en-GB');
const plain = (text: string | null) => text?.replaceAll(/[\u202f\u00a0]/g, ' ') ?? null;

const policy = (given: Partial<PolicyRow>): PolicyRow => blankRow(funnelByPolicy, given);
const matured = (given: Partial<MaturedRow>): MaturedRow => ({
	...blankRow(conversionMatured, {}),
	...given,
});
const bridge = (given: Partial<BridgeRow>): BridgeRow => blankRow(basisBridge, given);

/** Ten deals: two came to Proposal past Lead, one of them by a log that begins there. */
const OBSERVED = [
	policy({
		policy: 'observed',
		stage_rank: 1,
		stage: 'Lead',
		deals_reached: 8,
		deals_moved_on: 4,
		deals_dropped: 4,
		deals_left_out: 2,
		deals_left_out_unrecorded: 1,
		resolved_ratio: 0.5,
		so_far_ratio: 0.5,
	}),
	policy({ policy: 'observed', stage_rank: 2, stage: 'Proposal', deals_reached: 6, deals_moved_on: 3 }),
];
const IN_ORDER = [
	policy({
		policy: 'in_order',
		stage_rank: 1,
		stage: 'Lead',
		deals_reached: 8,
		deals_moved_on: 3,
		deals_dropped: 4,
		deals_removed: 1,
	}),
];

describe('the board by another way to count skips', () => {
	it('has the parts of that way, which add up to what reached the stage', () => {
		const [lead] = policySteps([...OBSERVED, ...IN_ORDER], 'in_order', 'resolved', 'count');
		expect(lead?.parts.map(({ label, value }) => [label, value])).toEqual([
			['won', 3],
			['still there', 0],
			['dropped', 4],
			['went on by a skip', 1],
		]);
		expect(lead?.total).toBe(8);
	});

	it('takes only the rows of its policy, with their rate and its n', () => {
		const steps = policySteps([...OBSERVED, ...IN_ORDER], 'observed', 'so_far', 'count');
		expect(steps.map(({ title, total }) => [title, total])).toEqual([
			['Lead', 8],
			['Proposal', 6],
		]);
		expect(steps[0]?.rate).toMatchObject({ value: 0.5, n: 8 });
		expect(policySteps(OBSERVED, 'observed', 'resolved', 'count')[0]?.rate?.n).toBe(4 + 4);
	});

	it('ends with what was won by that way, beside all that was won', () => {
		const imputed = { title: 'Won', value: 5, definition: 'Won deals.', notes: [] };
		const end = policyEnd([...OBSERVED, ...IN_ORDER], 'observed', imputed, 'count', format.count);
		expect(end?.value).toBe(3);
		expect(end?.notes.map(({ label, value }) => [label, value])).toEqual([['won in all', 5]]);
	});

	it('by value has amounts for parts, and a rate without an interval', () => {
		const inValue = [
			{
				...OBSERVED[0]!,
				reached_amount: 80,
				moved_on_amount: 50,
				dropped_amount: 30,
				resolved_amount_ratio: 0.625,
			},
			{ ...OBSERVED[1]!, moved_on_amount: 20 },
		];
		const [lead] = policySteps(inValue, 'observed', 'resolved', 'value');
		expect(lead?.total).toBe(80);
		expect(lead?.parts.map(({ value }) => value)).toEqual([50, 0, 30]);
		expect(lead?.rate).toMatchObject({ value: 0.625, low: null, high: null, n: 8 });
		const imputed = { title: 'Won', value: 90, definition: 'Won deals.', notes: [] };
		const end = policyEnd(inValue, 'observed', imputed, 'value', (value) => `€${value}`);
		expect([end?.value, end?.notes[0]?.format?.(90)]).toEqual([20, '€90']);
	});

	it('says its effect in deals of the stage where it does most', () => {
		expect(skipsEffect('observed', TWO_STAGES, OBSERVED, false, format)).toBe(
			'2 deals fewer in Lead than imputed, 1 of them without any recorded stay: the stage with most.',
		);
	});

	it('says so where no deal skips', () => {
		expect(skipsEffect('imputed', TWO_STAGES, [], false, format)).toMatch(/^No deal skipped a stage/);
		expect(skipsEffect('in_order', TWO_STAGES, IN_ORDER, false, format)).toMatch(/^No deal skipped a stage/);
	});

	it('says of stages between two exports that no export saw the deals there, never that they skipped', () => {
		const rows = TWO_STAGES.map((row) => ({ ...row, deals_skipped: 2, deals_unrecorded: 2 }));
		expect(skipsEffect('imputed', rows, [], true, format)).toBe(
			'2 deals count in Lead that no export saw there: for them it lies between two exports. No other stage has more.',
		);
		expect(skipsEffect('imputed', rows, [], false, format)).toMatch(/without any recorded stay/);
		expect(skipsEffect('observed', TWO_STAGES, OBSERVED, true, format)).toBe(
			'2 deals fewer in Lead than imputed, 1 of them unseen between two exports: the stage with most.',
		);
	});

	it('says nothing before the rows are there', () => {
		expect(skipsEffect('imputed', [], [], false, format)).toBeNull();
		expect(skipsEffect('observed', TWO_STAGES, [], false, format)).toBeNull();
	});
});

describe('the kinds of conversion', () => {
	const MATURED = [
		matured({
			stage_rank: 1,
			stage: 'Lead',
			horizon_days: 30,
			deals_entered: 9,
			deals_matured: 7,
			matured_ratio: 5 / 7,
			matured_low_ratio: 0.36,
			matured_high_ratio: 0.92,
			eventual_ratio: 0.8,
			unresolved_ratio: 0.05,
		}),
		matured({ stage_rank: 2, stage: 'Proposal', horizon_days: 30, unresolved_ratio: 0.125 }),
	];
	const steps = boardSteps(TWO_STAGES, 'count', 'resolved');

	it('puts the matured rate, its interval and its n in place of the resolved one', () => {
		expect(timedSteps(steps, MATURED, 'matured', 'count')[0]?.rate).toMatchObject({
			value: 5 / 7,
			low: 0.36,
			high: 0.92,
			n: 7,
		});
		expect(timedSteps(steps, MATURED, 'eventual', 'count')[0]?.rate).toMatchObject({ value: 0.8, n: 9 });
	});

	it('by value draws the same of amounts', () => {
		const priced = MATURED.map((one) => ({ ...one, matured_amount_ratio: 0.3, eventual_amount_ratio: 0.4 }));
		const rate = (kind: 'matured' | 'eventual') => timedSteps(steps, priced, kind, 'value')[0]?.rate;
		expect(rate('matured')).toMatchObject({ value: 0.3, low: null, high: null, n: 7 });
		expect(rate('eventual')).toMatchObject({ value: 0.4, low: null, high: null, n: 9 });
	});

	it('draws no rate while its rows are on the way, rather than another kind’s', () => {
		expect(timedSteps(steps, [], 'matured', 'count').map(({ rate }) => rate)).toEqual([null, null]);
	});

	it('says what each leaves out, in deals', () => {
		expect(plain(kindEffect('matured', TWO_STAGES, MATURED, format))).toBe(
			'7 of the 9 deals recorded in Lead have had 30 days; younger ones are in no rate.',
		);
		expect(plain(kindEffect('eventual', TWO_STAGES, MATURED, format))).toBe(
			'Open deals count with the age they have. Most undecided is Proposal: 12.5 % are never seen to leave it.',
		);
		expect(kindEffect('resolved', TWO_STAGES, [], format)).toBe(
			'Open deals, most in Proposal (1), are in no rate: they have not failed yet.',
		);
		expect(kindEffect('so_far', TWO_STAGES, [], format)).toBe(
			'Open deals, most in Proposal (1), count as not moved on.',
		);
	});

	it('says why nothing is open: among what happened in a window it cannot be', () => {
		const none = TWO_STAGES.map((row) => ({ ...row, deals_open: 0 }));
		expect(kindEffect('resolved', none, [], format)).toMatch(/^No deal is open/);
		expect(kindEffect('resolved', none, [], format, 'activity')).toMatch(
			/^Only deals that left a stage then/,
		);
	});

	it('says that there is no horizon where nothing has moved on', () => {
		const none = [matured({ stage: 'Lead', horizon_days: null })];
		expect(kindEffect('matured', TWO_STAGES, none, format)).toMatch(/no horizon/);
	});
});

describe('a board held against another', () => {
	const steps = boardSteps(TWO_STAGES, 'count', 'resolved');

	it('has a tick at the other’s rate and the points between them', () => {
		const others = steps.map((step) => ({ ...step, rate: step.rate && { ...step.rate, value: 0.5, n: 40 } }));
		const [lead] = comparedSteps(steps, others, 'Q2 2026', format);
		expect(lead?.rate).toMatchObject({ value: 0.6, benchmark: 0.5, benchmarkLabel: 'Q2 2026' });
		expect(lead?.notes.at(-1)?.value).toBeCloseTo(0.1, 12);
		expect(plain(lead?.notes.at(-1)?.definition ?? '')).toContain('50.0 % of 40');
	});

	it('tells no difference where one of the two may be anything from its least on', () => {
		const unknown = { value: 1, low: 0.9, high: 1, floor: 0.5, n: 40 };
		const undecided = steps.map((step) => ({ ...step, rate: step.rate && { ...step.rate, ...unknown } }));
		const others = [...undecided.slice(0, 1), ...steps.slice(1)];
		const [lead, next] = comparedSteps(steps, others, 'Q2 2026', format);
		expect(lead?.notes.at(-1)).toMatchObject({ key: 'apart', value: null });
		expect(next?.notes.at(-1)).toMatchObject({ key: 'apart', value: 0 });
		// Where none can be told, there is no row of dashes.
		const told = comparedSteps(steps, undecided, 'Q2 2026', format);
		expect(told.flatMap(({ notes }) => notes.filter(({ key }) => key === 'apart'))).toEqual([]);
	});

	it('leaves a stage alone whose other rate is undefined', () => {
		const others = steps.map((step) => ({ ...step, rate: step.rate && { ...step.rate, value: null } }));
		expect(comparedSteps(steps, others, 'Q2 2026', format)).toEqual(steps);
	});
});

describe('the bridge between the bases', () => {
	const formats = boardFormats('count', 'EUR', format);

	it('names both rates, that of the basis first, and the deals between', () => {
		const row = bridge({
			cohort_ratio: 0.25,
			activity_ratio: 0.4,
			deals_carried_in_moved_on: 3,
			deals_outside_dropped: 2,
			deals_cohort_open: 1,
		});
		expect(plain(bridgeSentence(row, { basis: 'cohort' }, 'count', formats))).toBe(
			'Win rate: 25.0 % of the deals created then, against 40.0 % of those closed then. Between them: 3 won then had not begun in the window, 2 were lost outside it, 1 is still open.',
		);
		expect(plain(bridgeSentence(row, { basis: 'activity' }, 'count', formats))).toMatch(
			/^Win rate: 40\.0 % of those closed then/,
		);
	});

	it('is told in value by value, in the sentence and in the table', () => {
		const row = bridge({
			cohort_ratio: 0.25,
			activity_ratio: 0.4,
			cohort_amount_ratio: 0.5,
			activity_amount_ratio: 0.6,
			difference_amount_ratio: 0.1,
			deals_carried_in_moved_on: 3,
			carried_in_moved_on_amount: 900,
			outside_moved_on_amount: 70,
			cohort_open_amount: 25_000,
		});
		const money = boardFormats('value', 'EUR', format);
		expect(plain(bridgeSentence(row, { basis: 'cohort' }, 'value', money))).toBe(
			'Win rate by value: 50.0 % of the deals created then, against 60.0 % of those closed then. Between them: €900 won then had not begun in the window, €70 of what was created was won outside it, €25.0 k is still open.',
		);
		const table = bridgeTable([row], { startRank: null }, 'value', 'Bridge', money);
		const written = (label: string) => {
			const column = table.columns.find((one) => one.label === label);
			return plain(column?.format?.(Number(table.rows[0]?.[column.key])) ?? null);
		};
		expect(written('still open')).toBe('€25,000');
		expect(written('of what happened')).toBe('60.0 %');
		expect(written('+ begun elsewhere: moved on')).toBe('€900');
	});

	it('says so where nothing lies between', () => {
		expect(bridgeSentence(bridge({}), { basis: 'cohort' }, 'count', formats)).toBe(
			'Win rate: none of the deals created then has closed; no deal closed then: no deal lies between them.',
		);
	});
});
