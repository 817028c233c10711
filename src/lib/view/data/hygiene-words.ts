import { UTC } from '../../base/time-zone';
import type { Format } from '../../chart/format';
import type { Tip } from '../../chart/layout/tip';
import type { RowOf } from '../../model/contract';
import { hygiene } from '../../model/marts/hygiene';
import type { hygieneRows } from '../../model/marts/hygiene-rows';
import { counted } from '../words';

type HygieneRow = RowOf<typeof hygiene>;
type FoundRow = RowOf<typeof hygieneRows>;

/** Severities in words, in the order of their weight. */
export const SEVERITY_WORDS: Readonly<Record<string, { words: string; hint: string }>> = {
	wrong: { words: 'Wrong', hint: 'It cannot be true as it stands.' },
	doubtful: { words: 'Doubtful', hint: 'It may be true, and mostly is not.' },
	incomplete: { words: 'Incomplete', hint: 'Something is missing.' },
};

/** One number with and without the deals of a check, written. */
export interface Effect {
	name: string;
	definition: string;
	/** Which deals it is of. */
	of: 'closed' | 'open';
	with: string;
	/** Null where it reads the same. */
	without: string | null;
}

/** How many rows a check suspects, and of how many deals. */
export function foundCount(row: HygieneRow, format: Format): string {
	const { deals_suspected: deals, rows_suspected: rows } = row;
	if (deals === 0) return counted(rows, 'row', format);
	return deals === rows
		? counted(deals, 'deal', format)
		: `${counted(rows, 'row', format)} of ${counted(deals, 'deal', format)}`;
}

/** What that count says where it is pointed at or has the focus. */
export const foundTip = (row: HygieneRow, format: Format): Tip => ({
	title: row.check,
	value: foundCount(row, format),
	lines: [row.rule],
	definition: `${hygiene.columns.rows_suspected.definition} ${hygiene.columns.deals_suspected.definition}`,
});

/** What leaving out the deals of a check does to the numbers. */
export function effectsOf(row: HygieneRow, format: Format): Effect[] {
	const effect = (
		name: string,
		definition: string,
		before: number | null,
		after: number | null,
		write: (value: number | null) => string,
	): Effect => {
		const [written, writtenWithout] = [write(before), write(after)];
		// What reads the same has not changed, as far as anybody would act on it.
		const of = name === 'Open pipeline' ? 'open' : 'closed';
		return {
			name,
			definition,
			of,
			with: written,
			without: written === writtenWithout ? null : writtenWithout,
		};
	};
	return [
		effect(
			'Win rate',
			'Won ÷ (won + lost), of deals closed in the window',
			row.win_ratio,
			row.win_without_ratio,
			(value) => format.percent(value, 1),
		),
		effect(
			'Average cycle',
			'Mean of closed − created over won deals',
			row.average_won_cycle_days,
			row.average_won_cycle_without_days,
			format.daysShort,
		),
		effect(
			'Median cycle',
			'Median of closed − created over won deals',
			row.median_won_cycle_days,
			row.median_won_cycle_without_days,
			format.daysShort,
		),
		effect(
			'Open pipeline',
			'Amount of the deals open now',
			row.open_amount,
			row.open_without_amount,
			(value) => format.money(value, row.currency),
		),
	];
}

/** What an effect says of itself: the number with and without the deals of the check, and of how many. */
export function effectTip(effect: Effect, row: HygieneRow, format: Format): Tip {
	const [kind, n, without] =
		effect.of === 'open'
			? ['open', row.deals_open, row.deals_open_without]
			: ['closed', row.deals_closed, row.deals_closed_without];
	return {
		title: effect.name,
		value: effect.without === null ? effect.with : `${effect.with} → ${effect.without}`,
		lines: [
			`n = ${counted(n, `${kind} deal`, format)}${n === without ? '' : `, ${format.full(without)} without those of the check`}`,
		],
		definition: `${effect.definition}.`,
	};
}

/** What is suspected of a row, in words: the values that the check looks at, times by the clock of `timeZone`. */
export function foundWords(row: FoundRow, format: Format, timeZone: string = UTC): string {
	const logged = `${row.logged_label ?? ''} on ${format.instant(row.logged_at, timeZone)}`;
	switch (row.check_code) {
		case 'closed-before-created':
			return `closed ${format.day(row.closed_on)}, created ${format.day(row.created_on)}`;
		case 'event-before-created':
			return `${logged}, created ${format.day(row.created_on)}`;
		case 'event-after-close':
			return `${logged}, closed ${format.day(row.closed_on)}`;
		case 'bulk-closing':
		case 'closed-at-period-end':
		case 'no-lost-reason':
			return `closed ${format.day(row.closed_on)}`;
		case 'won-without-amount':
			return row.amount === null ? 'no amount' : format.moneyFull(row.amount, row.currency);
		case 'other-currency':
			return format.moneyFull(row.amount, row.currency);
		case 'past-due':
			return `due ${format.day(row.expected_close_on)}`;
		case 'open-too-long':
			return `${format.days(row.dwell_days)} in ${row.stage ?? 'its stage'}`;
		case 'unknown-label':
			return row.logged_label === null ? `stands in ${row.stage}` : logged;
		case 'unknown-deal':
			return logged;
		case 'repeated-id':
			return 'set aside for another row of this deal';
		case 'suspected-date':
			if (row.logged_at !== null) return logged;
			return [
				row.created_on === null ? null : `created ${format.day(row.created_on)}`,
				row.closed_on === null ? null : `closed ${format.day(row.closed_on)}`,
				row.expected_close_on === null ? null : `expected ${format.day(row.expected_close_on)}`,
			]
				.filter((words) => words !== null)
				.join(', ');
		default:
			return [row.outcome, row.stage].filter((words) => words !== null).join(', ');
	}
}
