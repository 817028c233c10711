import type { BoardFormats } from '../../chart/layout/stage-board';
import type { TableTwin } from '../../chart/layout/table';
import type { RowOf } from '../../model/contract';
import { basisBridge } from '../../model/marts/basis-bridge';
import type { Scope } from '../../model/scope';
import type { ViewState } from '../../share/state';

export type BridgeRow = RowOf<typeof basisBridge>;
type Measure = ViewState['measure'];

/** How numbers of the bridge are written: whole ones by the measure, as on the board. */
type Formats = Pick<BoardFormats, 'full' | 'ratio' | 'points' | 'value'>;

/** The parts of the bridge in deals and in value. */
const PARTS = {
	cohortMovedOn: { count: 'deals_cohort_moved_on', value: 'cohort_moved_on_amount' },
	cohortDropped: { count: 'deals_cohort_dropped', value: 'cohort_dropped_amount' },
	cohortOpen: { count: 'deals_cohort_open', value: 'cohort_open_amount' },
	outsideMovedOn: { count: 'deals_outside_moved_on', value: 'outside_moved_on_amount' },
	outsideDropped: { count: 'deals_outside_dropped', value: 'outside_dropped_amount' },
	carriedInMovedOn: { count: 'deals_carried_in_moved_on', value: 'carried_in_moved_on_amount' },
	carriedInDropped: { count: 'deals_carried_in_dropped', value: 'carried_in_dropped_amount' },
	activityMovedOn: { count: 'deals_activity_moved_on', value: 'activity_moved_on_amount' },
	activityDropped: { count: 'deals_activity_dropped', value: 'activity_dropped_amount' },
} as const satisfies Record<string, Record<Measure, keyof BridgeRow>>;

const RATES = {
	count: { cohort: 'cohort_ratio', activity: 'activity_ratio', apart: 'difference_ratio' },
	value: {
		cohort: 'cohort_amount_ratio',
		activity: 'activity_amount_ratio',
		apart: 'difference_amount_ratio',
	},
} as const;

const { columns } = basisBridge;

/** What the two rates mean. */
export const bridgeDefinition = (measure: Measure): string =>
	`${columns[RATES[measure].cohort].definition} ${columns[RATES[measure].activity].definition}`;

/** How the deals of a cohort began. */
const begunOf = (startRank: Scope['startRank']) => ((startRank ?? null) === null ? 'created' : 'begun');

/** Why the win rate of one basis is not that of the other, in the deals between them or in their value. */
export function bridgeSentence(
	row: BridgeRow,
	{ basis, startRank }: Pick<Scope, 'basis' | 'startRank'>,
	measure: Measure,
	formats: Formats,
): string {
	const begun = begunOf(startRank);
	const isValue = measure === 'value';
	const [cohortRate, activityRate] = [row[RATES[measure].cohort], row[RATES[measure].activity]];
	const counting = isValue ? ' with an amount' : '';
	const cohort =
		cohortRate === null
			? `none of the deals ${begun} then has closed${counting}`
			: `${formats.ratio(cohortRate)} of the deals ${begun} then`;
	const activity =
		activityRate === null
			? `no deal${counting} closed then`
			: `${formats.ratio(activityRate)} of those closed then`;
	const against = cohortRate === null || activityRate === null ? ';' : ', against';
	const [first, second] = basis === 'cohort' ? [cohort, activity] : [activity, cohort];
	const rates = `Win rate${isValue ? ' by value' : ''}: ${first}${against} ${second}`;
	const part = (name: keyof typeof PARTS, many: string, one = many) => {
		const size = row[PARTS[name][measure]];
		const words = isValue || size === 1 ? one : many;
		return size === 0 ? [] : [`${isValue ? formats.value(size) : formats.full(size)} ${words}`];
	};
	const those = isValue ? 'what was' : 'those';
	const between = [
		...part('carriedInMovedOn', 'won then had not begun in the window'),
		...part('carriedInDropped', 'lost then had not'),
		...part(
			'outsideMovedOn',
			`of ${those} ${begun} were won outside it`,
			`of ${those} ${begun} was won outside it`,
		),
		...part('outsideDropped', 'were lost outside it', 'was lost outside it'),
		...part('cohortOpen', 'are still open', 'is still open'),
	];
	return between.length === 0
		? `${rates}: no ${isValue ? 'value' : 'deal'} lies between them.`
		: `${rates}. Between them: ${between.join(', ')}.`;
}

/** The bridge of every stage as a table. */
export function bridgeTable(
	rows: readonly BridgeRow[],
	{ startRank }: Pick<Scope, 'startRank'>,
	measure: Measure,
	caption: string,
	formats: Formats,
): TableTwin {
	const begun = begunOf(startRank);
	const part = (name: keyof typeof PARTS, label: string) => {
		const key = PARTS[name][measure];
		return { key, label, align: 'end' as const, format: formats.full, definition: columns[key].definition };
	};
	const rate = (name: keyof (typeof RATES)['count'], label: string) => {
		const key = RATES[measure][name];
		const write = name === 'apart' ? formats.points : formats.ratio;
		return { key, label, align: 'end' as const, format: write, definition: columns[key].definition };
	};
	return {
		caption,
		columns: [
			{ key: 'name', label: 'Rate', align: 'start' },
			rate('cohort', `of those ${begun}`),
			part('cohortMovedOn', `${begun}: moved on`),
			part('cohortDropped', `${begun}: dropped`),
			part('outsideMovedOn', '− outside the window: moved on'),
			part('outsideDropped', '− outside the window: dropped'),
			part('carriedInMovedOn', '+ begun elsewhere: moved on'),
			part('carriedInDropped', '+ begun elsewhere: dropped'),
			part('activityMovedOn', 'happened: moved on'),
			part('activityDropped', 'happened: dropped'),
			rate('activity', 'of what happened'),
			rate('apart', 'apart'),
			part('cohortOpen', 'still open'),
		],
		rows: rows.map((row) => ({ ...row, name: row.stage ?? 'Win rate' })),
	};
}
