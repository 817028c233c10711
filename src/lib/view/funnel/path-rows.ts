import type { TableTwin } from '../../chart/layout/table';
import type { Tip } from '../../chart/layout/tip';
import type { Format } from '../../chart/format';
import type { RowOf } from '../../model/contract';
import { paths } from '../../model/marts/paths';
import type { ViewState } from '../../share/state';
import { counted } from '../words';

export type PathRow = RowOf<typeof paths>;
type Measure = ViewState['measure'];

/** A stage of a path. */
export interface PathChip {
	stage: string;
	/** Where it stands in the process; null for a name that is not in it. */
	rank: number | null;
	/** Behind the stage before it: the deal had moved back. */
	isBack: boolean;
	/** Further than the next stage after the one before it. */
	isSkip: boolean;
}

const ARROW = ' → ';

/** The stages of a path in order; none without a recorded visit. A stage's own name may hold the arrow. */
export function chipsOf(path: string | null, stages: readonly { rank: number; label: string }[]): PathChip[] {
	if (path === null) return [];
	const parts = path.split(ARROW);
	const names: string[] = [];
	while (parts.length > 0) {
		// The longest run of parts that is a stage's name; else the part as it stands.
		let taken = parts.length;
		while (taken > 1 && !stages.some(({ label }) => label === parts.slice(0, taken).join(ARROW))) taken -= 1;
		names.push(parts.splice(0, taken).join(ARROW));
	}
	const ranked = names.map((stage) => ({
		stage,
		rank: stages.find(({ label }) => label === stage)?.rank ?? null,
	}));
	return ranked.map(({ stage, rank }, index) => {
		const before = index === 0 ? 0 : (ranked[index - 1]?.rank ?? null);
		const known = rank !== null && before !== null;
		return { stage, rank, isBack: known && rank < before, isSkip: known && rank > before + 1 };
	});
}

/** The ranks of a path, in order; null where one of its stages is not in the process. */
export function wayOf(chips: readonly PathChip[]): number[] | null {
	const ranks = chips.flatMap(({ rank }) => (rank === null ? [] : [rank]));
	return ranks.length === chips.length ? ranks : null;
}

const { columns, statistics } = paths;

/** What is told of a path, by the measure: a path counts its deals, or their amounts. */
const BY = {
	count: {
		size: 'deals',
		share: 'share_ratio',
		won: 'deals_won',
		lost: 'deals_lost',
		open: 'deals_open',
		win: 'win_ratio',
	},
	value: {
		size: 'total_amount',
		share: 'share_amount_ratio',
		won: 'won_amount',
		lost: 'lost_amount',
		open: 'open_amount',
		win: 'win_amount_ratio',
	},
} as const;

/** Under this n a rate is drawn as uncertain. */
const CERTAIN_FROM = 20;

/** What a row draws of a path. A rate by value has no interval: amounts are no independent trials. */
export interface PathFacts {
	size: number;
	share: number | null;
	win: { value: number | null; low: number | null; high: number | null; isUncertain: boolean; words: string };
}

export function pathFacts(row: PathRow, measure: Measure, format: Format): PathFacts {
	const n = row.deals_won + row.deals_lost;
	const value = row[BY[measure].win];
	const [low, high] = measure === 'value' ? [null, null] : [row.win_low_ratio, row.win_high_ratio];
	const rate = measure === 'value' ? 'Win rate by value' : 'Win rate';
	const interval = low === null ? '' : `, ${format.interval(low, high)}`;
	const words =
		value === null
			? n === 0
				? 'nothing closed'
				: 'nothing closed has an amount'
			: `${rate} ${format.percent(value)}${interval}, n ${format.count(n)}`;
	return {
		size: row[BY[measure].size],
		share: row[BY[measure].share],
		win: { value, low, high, isUncertain: n < CERTAIN_FROM, words },
	};
}

/** What each number of a path says of itself. */
export function pathTips(
	row: PathRow,
	measure: Measure,
	currency: string | null,
	format: Format,
): Record<'size' | 'share' | 'win' | 'days' | 'wonAmount', Tip> {
	const { size, share, win } = pathFacts(row, measure, format);
	const isValue = measure === 'value';
	const money = (value: number) => format.moneyFull(value, currency);
	const { won, lost, open } = BY[measure];
	const write = isValue ? money : format.full;
	const outcomes = `${write(row[won])} won, ${write(row[lost])} lost, ${write(row[open])} open`;
	const title = row.path ?? 'No recorded stay';
	const n = (count: number) => `n = ${format.full(count)}`;
	const tip = (value: string, lines: string[], definition: string): Tip => ({
		title,
		value,
		lines,
		definition,
	});
	return {
		size: tip(
			isValue ? money(size) : counted(row.deals, 'deal', format),
			[outcomes],
			columns[BY[measure].size].definition,
		),
		share: tip(format.percent(share), [], columns[BY[measure].share].definition),
		win: tip(
			format.percent(win.value),
			[
				...(win.low === null ? [] : [`95 % interval ${format.interval(win.low, win.high)}`]),
				n(row.deals_won + row.deals_lost),
			],
			isValue
				? columns.win_amount_ratio.definition
				: `${columns.win_ratio.definition} ${statistics.win_low_ratio.definition}`,
		),
		days: tip(
			format.days(row.median_cycle_days),
			[n(row.deals_with_cycle)],
			columns.median_cycle_days.definition,
		),
		wonAmount: tip(money(row.won_amount), [], columns.won_amount.definition),
	};
}

/** The paths as a table. */
export function pathTable(
	rows: readonly PathRow[],
	measure: Measure,
	caption: string,
	currency: string | null,
	format: Format,
): TableTwin {
	const { size, share, won, lost, open, win } = BY[measure];
	const ratio = (value: number) => format.percent(value);
	const money = (value: number) => format.moneyFull(value, currency);
	const whole = measure === 'value' ? money : format.full;
	const column = (
		key: keyof typeof columns | keyof typeof statistics,
		label: string,
		write: (value: number) => string,
	) => ({
		key,
		label,
		align: 'end' as const,
		format: write,
		definition: { ...columns, ...statistics }[key].definition,
	});
	return {
		caption,
		columns: [
			{ key: 'path', label: 'Path', align: 'start', definition: columns.path.definition },
			column(size, measure === 'value' ? 'Value' : 'Deals', whole),
			column(share, 'Share', ratio),
			column(won, 'Won', whole),
			column(lost, 'Lost', whole),
			column(open, 'Open', whole),
			column(win, measure === 'value' ? 'Win rate by value' : 'Win rate', ratio),
			...(measure === 'value'
				? [
						column('deals', 'Deals', format.full),
						column('deals_without_amount', 'Without amount', format.full),
					]
				: [column('win_low_ratio', '95 % low', ratio), column('win_high_ratio', '95 % high', ratio)]),
			column('median_cycle_days', 'Median days', format.daysShort),
			...(measure === 'value' ? [] : [column('won_amount', 'Won value', money)]),
		],
		rows: rows.map((row) => ({ ...row, path: row.path ?? 'No recorded stay' })),
	};
}
