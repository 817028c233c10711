import { amount, deals } from '../columns';
import { defineMart, noStatistics } from '../contract';
import sql from './ledger_summary.sql?raw';

const near = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

/** Metrics §8, the snapshot ledger: counts and amounts by kind of change. */
export const ledgerSummary = defineMart({
	name: 'ledger_summary',
	question: 'What changed from export to export?',
	grain: 'one pair of exports that follow one another',
	population: 'activity',
	params: {},
	columns: {
		list_number: {
			type: 'integer',
			unit: 'key',
			definition: 'Which list of deals the exports are of, from 1; most data have one.',
		},
		from_on: { type: 'date', unit: 'day', definition: 'Day of the earlier export.' },
		to_on: { type: 'date', unit: 'day', definition: 'Day of the later export; it lies in the window.' },
		interval_days: { type: 'integer', unit: 'days', definition: 'Days between the two.' },
		deals_before: deals('Deals in the earlier export.'),
		deals_after: deals('Deals in the later export.'),
		before_amount: amount('Amount of all deals in the earlier export, as it stood then.'),
		after_amount: amount('Amount of all deals in the later export, as it stood then.'),
		deals_appeared: deals('Deals in the later export that the earlier one does not have.'),
		deals_vanished: deals('Deals in the earlier export that the later one does not have.'),
		deals_stage_changed: deals('Deals in both with another stage or outcome.'),
		deals_amount_changed: deals('Deals in both with another amount.'),
		deals_expected_close_changed: deals('Deals open in both with another expected close.'),
		deals_pushed: deals('Of these, to a later day.'),
		deals_pulled_in: deals('Of these, to an earlier day.'),
		deals_owner_changed: deals('Deals in both with another owner.'),
		appeared_amount: amount('Amount of the deals that appeared.'),
		vanished_amount: amount('Amount of the deals that vanished, as last seen.'),
		increased_amount: amount('Sum of the amounts that grew, by how much.'),
		decreased_amount: amount('Sum of the amounts that shrank, by how much; positive.'),
	},
	...noStatistics,
	checks: [
		{
			sentence: 'before + appeared − vanished = after',
			holds: (row) => row.deals_before + row.deals_appeared - row.deals_vanished === row.deals_after,
		},
		{
			sentence: 'amount before + appeared − vanished + increased − decreased = amount after',
			holds: (row) =>
				near(
					row.before_amount +
						row.appeared_amount -
						row.vanished_amount +
						row.increased_amount -
						row.decreased_amount,
					row.after_amount,
				),
		},
		{
			sentence: 'pushed and pulled in are parts of the changed expected closes',
			holds: (row) => row.deals_pushed + row.deals_pulled_in <= row.deals_expected_close_changed,
		},
		{
			sentence: 'the later export is later',
			holds: (row) => row.from_on < row.to_on && row.interval_days > 0,
		},
	],
	shareable: true,
	sql,
});
