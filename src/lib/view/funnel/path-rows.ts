import type { TableTwin } from '../../chart/layout/table';
import type { Format } from '../../chart/format';
import type { RowOf } from '../../model/contract';
import { paths } from '../../model/marts/paths';

export type PathRow = RowOf<typeof paths>;

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

export const PATH_DEFINITIONS = {
	deals: columns.deals.definition,
	share: columns.share_ratio.definition,
	win: `${columns.win_ratio.definition} ${statistics.win_low_ratio.definition}`,
	days: columns.median_cycle_days.definition,
	value: columns.won_amount.definition,
	open: columns.deals_open.definition,
};

/** The paths as a table. */
export function pathTable(
	rows: readonly PathRow[],
	caption: string,
	currency: string | null,
	format: Format,
): TableTwin {
	const ratio = (value: number) => format.percent(value);
	return {
		caption,
		columns: [
			{ key: 'path', label: 'Path', align: 'start', definition: columns.path.definition },
			{ key: 'deals', label: 'Deals', align: 'end', format: format.full, definition: PATH_DEFINITIONS.deals },
			{ key: 'share_ratio', label: 'Share', align: 'end', format: ratio, definition: PATH_DEFINITIONS.share },
			{ key: 'deals_won', label: 'Won', align: 'end', format: format.full },
			{ key: 'deals_lost', label: 'Lost', align: 'end', format: format.full },
			{
				key: 'deals_open',
				label: 'Open',
				align: 'end',
				format: format.full,
				definition: PATH_DEFINITIONS.open,
			},
			{ key: 'win_ratio', label: 'Win rate', align: 'end', format: ratio, definition: PATH_DEFINITIONS.win },
			{ key: 'win_low_ratio', label: '95 % low', align: 'end', format: ratio },
			{ key: 'win_high_ratio', label: '95 % high', align: 'end', format: ratio },
			{
				key: 'median_cycle_days',
				label: 'Median days',
				align: 'end',
				format: format.daysShort,
				definition: PATH_DEFINITIONS.days,
			},
			{
				key: 'won_amount',
				label: 'Won value',
				align: 'end',
				format: (value) => format.moneyFull(value, currency),
				definition: PATH_DEFINITIONS.value,
			},
		],
		rows: rows.map((row) => ({ ...row, path: row.path ?? 'No recorded stay' })),
	};
}
