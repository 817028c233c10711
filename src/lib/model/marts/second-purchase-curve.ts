import type { Row } from '../../engine/engine';
import { survivalCurve, type SurvivalStep } from '../../stats/survival';
import { ratio } from '../columns';
import { defineMart, type Support } from '../contract';
import buyers from '../parts/buyers.sql?raw';
import secondPurchaseTimes from '../parts/second_purchase_times.sql?raw';
import { accounts } from '../retention-columns';
import { purchaseRelations } from '../retention-scope';
import sql from './second_purchase_curve.sql?raw';

/** Metrics §9: the share of accounts that have bought again, by time since their first purchase. */
export const secondPurchaseCurve = defineMart({
	name: 'second_purchase_curve',
	question: 'How many customers have bought again after how long?',
	grain:
		'one number of days after which accounts bought again or were last seen without, of those whose first purchase lies in the window',
	population: 'all',
	params: {},
	columns: {
		days: { type: 'integer', unit: 'days', definition: 'Days since the first purchase.' },
		accounts_repeated: accounts('Accounts that bought again after so many days.'),
		accounts_waiting: accounts(
			'Accounts that have not bought again, and bought first so many days before now.',
		),
		accounts_at_risk: accounts('Accounts that had not bought again before, and were still observed.'),
	},
	statistics: {
		repeated_ratio: {
			type: 'number',
			unit: 'ratio',
			definition: 'Estimated share that has bought again by then: 1 − Kaplan–Meier.',
		},
		repeated_low_ratio: ratio('Lower end of its 95 % log-log interval; null where that is undefined.'),
		repeated_high_ratio: ratio('Upper end of its interval.'),
	},
	derive: (row, support) => {
		const step = stepsOf(support).get(row.days);
		if (!step) throw new Error(`The curve has no step at ${row.days} days.`);
		return {
			repeated_ratio: 1 - step.survival,
			repeated_low_ratio: step.high === null ? null : 1 - step.high,
			repeated_high_ratio: step.low === null ? null : 1 - step.low,
		};
	},
	support: { times: secondPurchaseTimes },
	checks: [
		{
			sentence: 'those who bought again or were last seen then are at risk before',
			holds: (row) => row.accounts_repeated + row.accounts_waiting <= row.accounts_at_risk,
		},
	],
	shareable: true,
	sql,
	relations: (scope) => ({ ...purchaseRelations(scope), buyers, second_purchase_times: secondPurchaseTimes }),
});

// The curve needs all times: made once an answer, not once a row of it.
const curves = new WeakMap<readonly Row[], Map<number, SurvivalStep>>();

function stepsOf(support: Support): Map<number, SurvivalStep> {
	const times = support['times'];
	if (!times) throw new Error('The curve needs the times of all accounts.');
	const known = curves.get(times);
	if (known) return known;
	const curve = survivalCurve(
		times.map((time) => ({
			days: Number(time['days']),
			events: Number(time['events']),
			censored: Number(time['censored']),
		})),
	);
	const made = new Map(curve.map((step) => [step.days, step]));
	curves.set(times, made);
	return made;
}
