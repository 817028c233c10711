import { amount, days, deals, flag, ratio } from '../columns';
import { defineMart } from '../contract';
import { HYGIENE_CHECKS, hygieneCheck, hygieneChecksSql } from '../hygiene-checks';
import sql from './hygiene.sql?raw';

const text = (definition: string) => ({ type: 'text', unit: 'label', definition }) as const;

/** Metrics §12: every check of the audit, with its effect on win rate, cycle and open pipeline. Checks without a find too. */
export const hygiene = defineMart({
	name: 'hygiene',
	question: 'Can the data be trusted, and what would change without the doubtful deals?',
	grain: 'one check of the audit',
	population: 'activity',
	params: {},
	columns: {
		check_code: {
			type: 'text',
			unit: 'key',
			definition: 'Code of the check, as addresses and --leave-out have it.',
		},
		is_checked: flag('Whether the data tell what the check needs; if not, nothing is suspected by it.'),
		is_left_out: flag('Whether the scope leaves the deals of this check out of every number.'),
		rows_suspected: {
			type: 'integer',
			unit: 'rows',
			definition: 'Rows that the check suspects, of the deals of the filters and of no deal.',
		},
		deals_suspected: deals('Deals of the filters, whatever the window, with a row that the check suspects.'),
		deals_closed: deals(
			'Deals closed in the window, those of this check included, those that other checks leave out not: the n of win rate.',
		),
		deals_closed_without: deals('The same without the deals of this check.'),
		win_ratio: ratio(
			'Win rate with the deals of this check: won ÷ (won + lost), of deals closed in the window.',
		),
		win_without_ratio: ratio('Win rate without them.'),
		won_amount: amount('Amount of the deals won in the window, those of this check included.'),
		won_without_amount: amount('The same without them.'),
		average_won_cycle_days: days('Mean of closed − created over deals won in the window, in days.'),
		average_won_cycle_without_days: days('The same without the deals of this check.'),
		median_won_cycle_days: days('Median of closed − created over deals won in the window, in days (type 7).'),
		median_won_cycle_without_days: days('The same without the deals of this check.'),
		deals_open: deals('Deals open at the as-of instant, whenever they began.'),
		deals_open_without: deals('The same without the deals of this check.'),
		open_amount: amount('Amount of the open pipeline at the as-of instant.'),
		open_without_amount: amount('The same without the deals of this check.'),
		currency: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition: 'Currency of every amount in this row; null where the data name none.',
		},
	},
	statistics: {
		check: text('The fault in words.'),
		rule: text('What is suspected, exactly.'),
		reason: text('Why such rows harm, or why the threshold is where it is.'),
		severity: text(
			'wrong: cannot be true as it stands; doubtful: mostly is not; incomplete: something is missing.',
		),
		needs: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition: 'What the data must tell for this check; null where any data will do.',
		},
	},
	derive: ({ check_code }) => {
		const check = hygieneCheck(check_code);
		if (!check) throw new Error(`There is no check ${check_code}.`);
		const { words, rule, reason, severity, needs } = check;
		return { check: words, rule, reason, severity, needs };
	},
	checks: [
		{ sentence: 'every check has a row', holds: (_, rows) => rows.length === HYGIENE_CHECKS.length },
		{
			sentence: 'a suspected deal has a suspected row, and without what the check needs there is none',
			holds: (row) =>
				row.deals_suspected <= row.rows_suspected && (row.is_checked || row.rows_suspected === 0),
		},
		{
			sentence:
				'without the deals there are no more than with them, and no fewer than the deals suspected make',
			holds: (row) => {
				const missing =
					row.deals_closed - row.deals_closed_without + (row.deals_open - row.deals_open_without);
				return (
					row.deals_closed_without <= row.deals_closed &&
					row.deals_open_without <= row.deals_open &&
					missing <= row.deals_suspected
				);
			},
		},
	],
	shareable: true,
	holdsLeftOut: true,
	sql,
	relations: () => ({ hygiene_checks: hygieneChecksSql() }),
});
