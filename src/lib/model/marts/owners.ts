import type { Row } from '../../engine/engine';
import { falseDiscovery, type Discovery } from '../../stats/false-discovery';
import { wilsonInterval } from '../../stats/interval';
import { differenceInterval, twoProportionTest } from '../../stats/two-proportion';
import { amount, days, deals, flag, ratio } from '../columns';
import { defineMart, type Support } from '../contract';
import valueResults from '../parts/value_results.sql?raw';
import { resultColumns, resultIntervalColumns, resultIntervals } from '../results-columns';
import sql from './owners.sql?raw';

const maybe = <U extends 'amount' | 'ratio_change' | 'probability'>(unit: U, definition: string) =>
	({ type: 'number', unit, nullable: true, definition }) as const;

/** The greatest p is multiplied and divided by the number of tests, which may cost its last bit. */
const ROUNDING = 1e-12;

/** Metrics §10: people or teams against the rest; a person is ranked only where n ≥ 20. */
export const owners = defineMart({
	name: 'owners',
	question: 'How does each owner compare with the rest of the team?',
	grain: 'one value of the segment that deals in scope have; blank is its own row',
	population: 'basis',
	params: {
		segment: {
			type: 'text',
			nullable: true,
			definition: 'Key of the segment to compare by, e.g. that of the teams; null is owner.',
		},
	},
	columns: {
		segment: { type: 'text', unit: 'label', definition: 'Key of the segment compared by.' },
		value: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition: 'Owner, or value of the segment; null is blank.',
		},
		...resultColumns,
		rest_deals_leads: deals(
			'Leads of the rest of the team: all other named values. Blank belongs to nobody.',
		),
		rest_deals_qualified: deals('Qualified deals of the rest.'),
		rest_qualified_ratio: ratio('Qualified ÷ leads of the rest, on the cohort basis.'),
		rest_deals_won: deals('Deals won by the rest.'),
		rest_deals_lost: deals('Deals lost by the rest.'),
		rest_win_ratio: ratio('Win rate of the rest.'),
		rest_won_amount: amount('Amount won by the rest.'),
		rest_lost_amount: amount('Amount lost by the rest.'),
		rest_win_amount_ratio: ratio('Win rate by value of the rest.'),
		rest_won_per_lead_amount: maybe('amount', 'Value per lead of the rest.'),
		rest_average_won_amount: maybe('amount', 'Average deal size of the rest.'),
		rest_average_won_cycle_days: days('Mean sales cycle of the rest, in days.'),
		win_difference_ratio: maybe('ratio_change', 'Win rate less that of the rest.'),
		is_ranked: flag('Named, with at least 20 deals closed: enough to be ranked and tested.'),
		win_rank: {
			type: 'integer',
			unit: 'key',
			nullable: true,
			definition: 'Place by win rate among those ranked, best first; null under 20 closed deals.',
		},
	},
	statistics: {
		...resultIntervalColumns,
		rest_win_low_ratio: ratio('Lower end of the 95 % Wilson interval of the rest’s win rate.'),
		rest_win_high_ratio: ratio('Upper end of the 95 % Wilson interval of the rest’s win rate.'),
		win_difference_low_ratio: maybe(
			'ratio_change',
			'Lower end of the 95 % interval of the difference of win rates (Newcombe 1998).',
		),
		win_difference_high_ratio: maybe('ratio_change', 'Upper end of that interval.'),
		win_p: maybe(
			'probability',
			'Two-sided p of the two-proportion z-test against the rest; null unless ranked.',
		),
		win_adjusted_p: maybe(
			'probability',
			'The same after Benjamini–Hochberg over all values ranked: the false-discovery rate at which it would count.',
		),
		is_win_different: flag('Significantly unlike the rest at a false-discovery rate of 5 %.'),
	},
	derive: (row, support) => {
		const closed = row.deals_won + row.deals_lost;
		const restClosed = row.rest_deals_won + row.rest_deals_lost;
		const rest = wilsonInterval(row.rest_deals_won, restClosed);
		const difference = differenceInterval(row.deals_won, closed, row.rest_deals_won, restClosed);
		const discovery = discoveriesOf(support).get(row.value);
		return {
			...resultIntervals(row),
			rest_win_low_ratio: rest?.low ?? null,
			rest_win_high_ratio: rest?.high ?? null,
			win_difference_low_ratio: difference?.low ?? null,
			win_difference_high_ratio: difference?.high ?? null,
			win_p: discovery?.p ?? null,
			win_adjusted_p: discovery?.adjusted_p ?? null,
			is_win_different: discovery?.is_significant ?? false,
		};
	},
	support: { values: sql },
	checks: [
		{
			sentence: 'a named value and the rest make the same whole',
			holds: (row, rows) => {
				const other = rows.find(({ value }) => value !== null);
				return (
					row.value === null ||
					other === undefined ||
					(other.deals_leads + other.rest_deals_leads === row.deals_leads + row.rest_deals_leads &&
						other.deals_won + other.rest_deals_won === row.deals_won + row.rest_deals_won &&
						other.deals_lost + other.rest_deals_lost === row.deals_lost + row.rest_deals_lost)
				);
			},
		},
		{
			sentence: 'ranked only where at least 20 deals closed, and tested only where ranked',
			holds: (row) =>
				(!row.is_ranked || row.deals_won + row.deals_lost >= 20) &&
				(row.win_rank !== null) === row.is_ranked &&
				(row.win_p === null || row.is_ranked),
		},
		{
			sentence: 'correction never makes a difference surer',
			holds: (row) => row.win_p === null || (row.win_adjusted_p ?? 0) >= row.win_p - ROUNDING,
		},
	],
	shareable: true,
	sql,
	relations: () => ({
		asked_segment: "select coalesce($segment, 'owner') as segment_key",
		value_results: valueResults,
	}),
});

type Tested = Discovery & { p: number | null };

// The correction needs the tests of all values: made once an answer, not once a row of it.
const discoveries = new WeakMap<readonly Row[], Map<string | null, Tested>>();

function discoveriesOf(support: Support): Map<string | null, Tested> {
	const rows = support['values'];
	if (!rows) throw new Error('The correction for many tests needs the rows of all values.');
	const known = discoveries.get(rows);
	if (known) return known;
	const p = rows.map((row) => {
		const [won, lost] = [Number(row['deals_won']), Number(row['deals_lost'])];
		const [restWon, restLost] = [Number(row['rest_deals_won']), Number(row['rest_deals_lost'])];
		if (row['is_ranked'] !== true) return null;
		return twoProportionTest(won, won + lost, restWon, restWon + restLost)?.p ?? null;
	});
	const corrected = falseDiscovery(p);
	const made = new Map<string | null, Tested>();
	for (const [index, row] of rows.entries()) {
		const discovery = corrected[index];
		if (discovery) made.set(row['value'] as string | null, { ...discovery, p: p[index] ?? null });
	}
	discoveries.set(rows, made);
	return made;
}
