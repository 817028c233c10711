/**
 * What the hygiene audit looks for: metrics §12. `model/intermediate/suspects.sql` finds the rows; the thresholds are
 * here and nowhere else, so that what a reader is told is what was done.
 */
export interface HygieneCheck {
	/** Stable: it stands in addresses and links. */
	code: string;
	/** The fault in words, as the head of its rows. */
	words: string;
	/** What is suspected, exactly. */
	rule: string;
	/** Why such rows harm, or why the threshold is where it is. */
	reason: string;
	/** wrong: cannot be true as it stands. doubtful: may be true and mostly is not. incomplete: something is missing. */
	severity: 'wrong' | 'doubtful' | 'incomplete';
	/** What the data must tell, else nothing can be suspected; null where any data will do. */
	needs: string | null;
}

/** Thresholds, by the names under which SQL takes them. */
export const HYGIENE_THRESHOLDS = {
	tolerance_minutes: 1,
	typed_in_changes: 3,
	typed_in_seconds: 60,
	bulk_deals: 10,
	bulk_minutes: 5,
	bulk_day_share: 0.25,
	period_end_days: 3,
	period_end_deals: 10,
	period_end_times: 3,
	long_dwell_times: 2,
	long_dwell_least: 20,
	earliest_on: '1990-01-01',
	furthest_years: 10,
} as const;

const T = HYGIENE_THRESHOLDS;

/** In the order of their bits in `deal_facts.suspect_mask`; at most 31. */
export const HYGIENE_CHECKS = [
	{
		code: 'repeated-id',
		words: 'Several rows of one deal',
		rule: 'Rows set aside because another row has the same id.',
		reason: 'The newest row is kept; where rows differ, which one is true is not certain.',
		severity: 'doubtful',
		needs: null,
	},
	{
		code: 'no-created',
		words: 'Without a start',
		rule: 'Deals whose created date is blank or cannot be read.',
		reason: 'They are in no window, only in all time, and have no sales cycle.',
		severity: 'incomplete',
		needs: null,
	},
	{
		code: 'closed-before-created',
		words: 'Closed before created',
		rule: 'Closed deals whose close lies before their created date; by the day unless both tell the time.',
		reason: 'Their sales cycle is negative and shortens the average.',
		severity: 'wrong',
		needs: null,
	},
	{
		code: 'event-before-created',
		words: 'Stage changes before the start',
		rule: `Stage changes on a day before the deal’s created date; where both tell the time, more than ${T.tolerance_minutes} minute before.`,
		reason: 'A deal cannot move before it exists; the created date is often that of an import.',
		severity: 'wrong',
		needs: 'a stage history or entry dates',
	},
	{
		code: 'event-after-close',
		words: 'Stage changes after the close',
		rule: `Stage changes on a day after the deal’s close, those after the sale not counted; where both tell the time, more than ${T.tolerance_minutes} minute after.`,
		reason: 'The close was dated back, or the deal was taken up again and not reopened.',
		severity: 'doubtful',
		needs: 'a stage history or entry dates',
	},
	{
		code: 'stages-within-a-minute',
		words: 'Stages typed in afterwards',
		rule: `Deals of which ${T.typed_in_changes} or more changes of stage, wins, losses and re-entries included, happened in less than ${T.typed_in_seconds} seconds, where changes tell the time.`,
		reason:
			'One conversation can settle two stages at once, not three: the dates say when it was typed, not when it happened.',
		severity: 'doubtful',
		needs: 'stage changes with a time of day',
	},
	{
		code: 'bulk-closing',
		words: 'Closed in bulk',
		rule: `Closed deals of which ${T.bulk_deals} or more were closed within ${T.bulk_minutes} minutes and these are at least ${T.bulk_day_share * 100} % of the day’s closings; by the log, or where the close tells the time.`,
		reason:
			'A clean-up dates the close of deals that had died long before. The share keeps busy teams from being suspected.',
		severity: 'doubtful',
		needs: 'closings with a time of day',
	},
	{
		code: 'closed-at-period-end',
		words: 'Closings bunched at quarter end',
		rule: `Deals closed on the last ${T.period_end_days} days of a calendar quarter that hold at least ${T.period_end_deals} closings and more than ${T.period_end_times} times their even share of the quarter’s.`,
		reason:
			'Closings are dated to the target’s period; monthly numbers and cycles follow the calendar, not the customer.',
		severity: 'doubtful',
		needs: null,
	},
	{
		code: 'won-without-amount',
		words: 'Won without an amount',
		rule: 'Won deals whose amount is blank, zero or negative, where the export has amounts.',
		reason: 'They count in the win rate and as nothing in won value.',
		severity: 'incomplete',
		needs: 'amounts',
	},
	{
		code: 'past-due',
		words: 'Past due',
		rule: 'Open deals whose expected close lies before now.',
		reason: 'Nobody has looked at the date since: they swell the pipeline and the forecast.',
		severity: 'doubtful',
		needs: 'expected close dates',
	},
	{
		code: 'open-too-long',
		words: 'Open far too long',
		rule: `Open deals whose present dwell in their stage is more than ${T.long_dwell_times} times the 90th percentile of completed dwell there, of at least ${T.long_dwell_least} deals.`,
		reason:
			'One in ten stays longer than the 90th percentile; twice as long is hardly ever a deal that still lives.',
		severity: 'doubtful',
		needs: 'a stage history or entry dates',
	},
	{
		code: 'unknown-label',
		words: 'Stage of no process',
		rule: 'Deals and stage changes with a stage label that belongs to no stage of the process on its day.',
		reason: 'The label is not counted in any stage. Map it in the process.',
		severity: 'wrong',
		needs: null,
	},
	{
		code: 'no-stage',
		words: 'Open without a stage',
		rule: 'Open deals whose stage is blank, where the export names stages.',
		reason: 'They count in the first stage: a deal that exists has reached it, and more is not known.',
		severity: 'incomplete',
		needs: 'stages of deals',
	},
	{
		code: 'unknown-deal',
		words: 'History of no deal',
		rule: 'Rows of a stage history whose id no deal has.',
		reason: 'The deals were deleted or filtered out of the export; the rows count nowhere.',
		severity: 'incomplete',
		needs: 'a stage history',
	},
	{
		code: 'no-owner',
		words: 'Without an owner',
		rule: 'Deals without an owner, where the export names owners.',
		reason: 'They are in nobody’s numbers.',
		severity: 'incomplete',
		needs: 'owners',
	},
	{
		code: 'no-source',
		words: 'Without a lead source',
		rule: 'Deals without a lead source, where the export names sources.',
		reason: 'They are in no source’s numbers, so every source looks smaller than it is.',
		severity: 'incomplete',
		needs: 'lead sources',
	},
	{
		code: 'no-lost-reason',
		words: 'Lost without a reason',
		rule: 'Lost deals without a reason, where the export names reasons.',
		reason:
			'Reasons are shares of the deals that have one. Leaving these out leaves out losses only, so the win rate must rise.',
		severity: 'incomplete',
		needs: 'lost reasons',
	},
	{
		code: 'other-currency',
		words: 'In another currency',
		rule: 'Deals with an amount in another currency than the most common one, or in none where others name theirs.',
		reason: 'Amounts of different currencies are never added: these deals count in numbers of deals only.',
		severity: 'incomplete',
		needs: null,
	},
	{
		code: 'vanished',
		words: 'Gone from the newest export',
		rule: 'Deals of an earlier export that the newest one does not have.',
		reason: 'They were deleted, merged or moved; their row says how they stood when last seen.',
		severity: 'doubtful',
		needs: 'exports of two or more days',
	},
	{
		code: 'suspected-date',
		words: 'Dates that look mistyped',
		rule: `Deals and stage changes with a date before ${T.earliest_on.slice(0, 4)}, an expected close more than ${T.furthest_years} years after now, or the one date that lies more than 30 days after all others.`,
		reason:
			'Empty fields come out as 1970 or 1900, and years are mistyped; a lone late date is not taken for now.',
		severity: 'wrong',
		needs: null,
	},
] as const satisfies readonly HygieneCheck[];

export type HygieneCode = (typeof HYGIENE_CHECKS)[number]['code'];

/** The checks as a relation of code, bit and place, for SQL. */
export const hygieneChecksSql = (): string =>
	`select check_code, check_bit, check_place from (values ${HYGIENE_CHECKS.map(
		({ code }, index) => `('${code}', ${2 ** index}, ${index + 1})`,
	).join(', ')}) as listed (check_code, check_bit, check_place)`;

export const hygieneCheck = (code: string): HygieneCheck | undefined =>
	HYGIENE_CHECKS.find((check) => check.code === code);

/** The bit of a check in `deal_facts.suspect_mask`; 0 of a check that there is not. */
export function hygieneBit(code: string): number {
	const index = HYGIENE_CHECKS.findIndex((check) => check.code === code);
	return index < 0 ? 0 : 2 ** index;
}

/** The bits of all `codes` together. */
export const hygieneMask = (codes: readonly string[]): number =>
	[...new Set(codes)].reduce((mask, code) => mask + hygieneBit(code), 0);
