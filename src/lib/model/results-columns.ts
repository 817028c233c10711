import { wilsonInterval } from '../stats/interval';
import { amount, days, deals, ratio } from './columns';

/** What came of the deals of one value of a segment, as `parts/value_results.sql` counts it. */
export const resultColumns = {
	deals_leads: deals('Deals started in the window.'),
	deals_qualified: deals(
		'Deals that reached the second stage. Cohort basis: of the leads; activity basis: deals that moved on from the first stage in the window.',
	),
	qualified_ratio: ratio(
		'Qualified ÷ leads, on the cohort basis; null on the activity basis, where qualified deals are no part of the leads.',
	),
	deals_won: deals('Deals won. Cohort basis: of the leads; activity basis: with their close in the window.'),
	deals_lost: deals(
		'Deals lost. Cohort basis: of the leads; activity basis: with their close in the window.',
	),
	win_ratio: ratio('Win rate: won ÷ (won + lost). Open deals are in neither.'),
	won_amount: amount('Amount of the deals won; deals without amount count as 0.'),
	lost_amount: amount('Amount of the deals lost; deals without amount count as 0.'),
	win_amount_ratio: ratio('Win rate by value: won amount ÷ (won amount + lost amount).'),
	won_per_lead_amount: {
		type: 'number',
		unit: 'amount',
		nullable: true,
		definition: 'Value per lead: won amount ÷ leads.',
	},
	deals_won_with_amount: deals('Won deals that have an amount: the n of deal size.'),
	average_won_amount: {
		type: 'number',
		unit: 'amount',
		nullable: true,
		definition: 'Average deal size: mean amount of won deals that have one.',
	},
	deals_won_with_cycle: deals('Won deals with both a start and a close: the n of sales cycle.'),
	average_won_cycle_days: days('Mean of closed − created over won deals, in days.'),
	median_won_cycle_days: days('Median of closed − created over won deals, in days (type 7).'),
	deals_without_amount: deals('Deals won or lost without an amount: they count as 0 in value.'),
} as const;

export const resultIntervalColumns = {
	qualified_low_ratio: ratio('Lower end of the 95 % Wilson interval of qualified ÷ leads, n = leads.'),
	qualified_high_ratio: ratio('Upper end of the 95 % Wilson interval of qualified ÷ leads.'),
	win_low_ratio: ratio('Lower end of the 95 % Wilson interval of win rate, n = won + lost.'),
	win_high_ratio: ratio('Upper end of the 95 % Wilson interval of win rate.'),
} as const;

/** The 95 % Wilson intervals of the rates of `resultColumns`. */
export function resultIntervals(row: {
	deals_leads: number;
	deals_qualified: number;
	qualified_ratio: number | null;
	deals_won: number;
	deals_lost: number;
}) {
	const qualified =
		row.qualified_ratio === null ? null : wilsonInterval(row.deals_qualified, row.deals_leads);
	const win = wilsonInterval(row.deals_won, row.deals_won + row.deals_lost);
	return {
		qualified_low_ratio: qualified?.low ?? null,
		qualified_high_ratio: qualified?.high ?? null,
		win_low_ratio: win?.low ?? null,
		win_high_ratio: win?.high ?? null,
	};
}
