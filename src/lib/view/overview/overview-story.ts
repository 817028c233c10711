import type { Format } from '../../chart/format';
import type { Catalog } from '../../model/catalog';
import type { Told } from '../../share/snapshot';
import type { ViewState } from '../../share/state';
import { comparedWords, inWindow, isAllTime } from '../window';
import { besideName, besideRow, isPartOfScope } from './beside';
import { changesOf, TESTED_FROM, type ComparedRow, type SplitRow } from './changes';
import type { OverviewAsks } from './overview-asks';
import type { Stake } from './stakes';
import { tellStory } from './story';

/** The answers that Overview's sentences rest on. */
export interface StoryRows {
	compared: readonly ComparedRow[];
	beside: readonly ComparedRow[];
	split: readonly SplitRow[];
	/** Null until it is known what anything costs. */
	stakes: readonly Stake[] | null;
	isTested: boolean;
}

type Shown = Pick<ViewState, 'scope' | 'compare'>;

/** The value that the scope is held against, by name; null where it is another window, or nothing. */
export const besideOf = ({ compare }: Shown, catalog: Pick<Catalog, 'segments'>): string | null =>
	compare.kind === 'segment' ? besideName(compare, catalog) : null;

/** The headline of the scope with what it is held against; undefined until it is answered. */
export function comparedRowOf(
	{ compared: [own], beside: [other] }: Pick<StoryRows, 'compared' | 'beside'>,
	{ compare, scope }: Shown,
): ComparedRow | undefined {
	if (!own || !other || compare.kind !== 'segment') return own;
	return besideRow(own, other, isPartOfScope(compare, scope));
}

/** What Overview tells of a view on top of it; null until it is answered. */
export function overviewStory(
	rows: StoryRows,
	shown: Shown,
	{ comparison }: Pick<OverviewAsks, 'comparison'>,
	catalog: Pick<Catalog, 'segments' | 'currencies'>,
	format: Format,
): Told | null {
	const row = comparedRowOf(rows, shown);
	if (!row) return null;
	const beside = besideOf(shown, catalog);
	const { headline, evidence } = tellStory(
		{
			row,
			split: rows.split,
			stakes: rows.stakes,
			isTested: rows.isTested,
			shown: isAllTime(shown.scope) ? null : inWindow(comparison?.shown ?? shown.scope, format),
			compared: comparison ? comparedWords(comparison, format) : null,
			beside,
			isSoFar: comparison?.isSoFar ?? false,
			currency: row.currency ?? shown.scope.currency ?? catalog.currencies[0]?.currency ?? null,
		},
		format,
	);
	const isCompared = comparison !== null || beside !== null;
	const isRateChanged = isCompared && changesOf(row, rows.split).isSignificant;
	return { headline, evidence, isRateChanged, isTested: rows.isTested };
}

/** Text as long as what is likely to come yet. It is not read: it keeps the room. */
export interface Awaited {
	headline: string;
	evidence: string;
}

/** Numbers and names of usual length. */
const RATE = 'Win rate is 25.0 %';
const EVIDENCE = '100 deals closed in the window · 95 % interval 20.5–30.5 %';
const COMPARED = ' · 25.0 % before, of 100 closed · 10 comparisons tested, corrected together';
const STAKE = {
	headline: ' What costs most is Negotiation, most of all Mid-market, worth about 1.05 M of won value.',
	evidence: ' · Negotiation: 50.5 % move on against 60.5 % in its best four quarters',
};

/** Whether enough is recorded of how deals went through the stages to test any of them. */
const isRecorded = ({ evidence }: Pick<Catalog, 'evidence'>): boolean =>
	evidence.reduce((sum, one) => sum + (one.evidence === 'current_stage' ? 0 : one.deals), 0) >= TESTED_FROM;

/** What Overview will still tell on top, in length: nothing of what costs most where too little is known to test it. */
export function awaitedStory(
	{ row, stakes }: { row: ComparedRow | undefined; stakes: readonly Stake[] | null },
	{ comparison }: Pick<OverviewAsks, 'comparison'>,
	catalog: Pick<Catalog, 'deals' | 'evidence'>,
	format: Format,
): Awaited {
	const closed = row ? row.deals_won + row.deals_lost : catalog.deals;
	const isTestable = closed >= TESTED_FROM && isRecorded(catalog);
	const stake = stakes === null && isTestable ? STAKE : { headline: '', evidence: '' };
	if (row) return stake;
	const rate = comparison ? `${RATE}, no clear change on ${comparedWords(comparison, format)}.` : `${RATE}.`;
	return {
		headline: rate + stake.headline,
		evidence: EVIDENCE + (comparison ? COMPARED : '') + stake.evidence,
	};
}
