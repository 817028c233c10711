/** What a measure of a step counts in, and which way is better. */
interface StepMeasureWords {
	words: string;
	unit: 'deals' | 'ratio' | 'amount' | 'days';
	better: 'higher' | 'lower';
	/** The definition, as shown on hover. */
	definition: string;
}

/** How a step of the process may be judged: metrics §11. The scorecard has a row for each step with its own measure. */
export const STEP_MEASURES = {
	new_deals: {
		words: 'New opportunities',
		unit: 'deals',
		better: 'higher',
		definition: 'Deals started in the window.',
	},
	qualified_ratio: {
		words: 'Leads that qualify',
		unit: 'ratio',
		better: 'higher',
		definition:
			'Of the deals started in the window, those that have reached the second stage: the effectiveness of lead sources taken together.',
	},
	moved_on_ratio: {
		words: 'Moved on',
		unit: 'ratio',
		better: 'higher',
		definition:
			'Resolved conversion of the stage: moved on ÷ (moved on + dropped), of deals that passed or dropped from it in the window.',
	},
	drop_off_ratio: {
		words: 'Dropped',
		unit: 'ratio',
		better: 'lower',
		definition:
			'Dropped ÷ (moved on + dropped), of deals that passed or dropped from the stage in the window.',
	},
	median_dwell_days: {
		words: 'Median days in the stage',
		unit: 'days',
		better: 'lower',
		definition: 'Median completed dwell of the deals that last left the stage in the window (type 7).',
	},
	win_ratio: {
		words: 'Win rate',
		unit: 'ratio',
		better: 'higher',
		definition: 'Won ÷ (won + lost), of deals closed in the window.',
	},
	average_won_amount: {
		words: 'Average deal size',
		unit: 'amount',
		better: 'higher',
		definition: 'Mean amount of the deals won in the window that have one.',
	},
	retention_ratio: {
		words: 'Accounts kept',
		unit: 'ratio',
		better: 'higher',
		definition:
			'Logo retention: accounts still active at the end of the window ÷ accounts at its start; of all time the last year.',
	},
	upsell_ratio: {
		words: 'Accounts that bought more',
		unit: 'ratio',
		better: 'higher',
		definition:
			'Accounts with a later won deal, or a higher monthly amount, in the window ÷ accounts active at its start; of all time the last year.',
	},
} as const satisfies Record<string, StepMeasureWords>;

export type StepMeasure = keyof typeof STEP_MEASURES;

export const isStepMeasure = (name: string): name is StepMeasure => Object.hasOwn(STEP_MEASURES, name);
