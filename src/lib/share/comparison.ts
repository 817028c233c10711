import { addDays, daysBetween, type Day } from '../base/day';
import { lastAsLong, spanBefore, spanYearBefore, type Span, type Window } from '../base/window';
import type { Scope } from '../model/scope';
import type { Compare } from './state';

/** A window, and the one that it is held against: metrics §2. */
export interface Comparison {
	/** The window that is shown, cut after the day of the data where it reaches past it. */
	shown: Span;
	compared: Span;
	/** The window is not over: both are cut to the days gone by, never a part against a whole. */
	isSoFar: boolean;
	/** Whether counts and sums may be compared: both are over or cut alike, and last as long. Else only rates may. */
	isLikeForLike: boolean;
}

/**
 * The window to hold `window` against. Null where there is none: nothing to compare with was asked for, all time has
 * nothing before it, or nothing of one of the two has happened yet.
 */
export function comparisonOf(window: Window, compare: Compare, asOf: Day | null): Comparison | null {
	if (window.from === null || asOf === null) return null;
	const end = addDays(asOf, 1);
	const whole: Span = { from: window.from, to: window.to ?? end };
	if (whole.from >= end || whole.from >= whole.to) return null;
	const isSoFar = whole.to > end;
	const shown = isSoFar ? { from: whole.from, to: end } : whole;
	if (compare.kind === 'previous') {
		const before = spanBefore(whole);
		if (!isSoFar) return { shown, compared: before, isSoFar, isLikeForLike: true };
		const gone = addDays(before.from, daysBetween(shown.from, shown.to));
		const compared = { from: before.from, to: gone < before.to ? gone : before.to };
		return { shown, compared, isSoFar, isLikeForLike: true };
	}
	if (compare.kind === 'year')
		return { shown, compared: spanYearBefore(shown), isSoFar, isLikeForLike: true };
	if (compare.kind !== 'window' || compare.from >= end) return null;
	const isOtherSoFar = compare.to > end;
	const compared = { from: compare.from, to: isOtherSoFar ? end : compare.to };
	const isLikeForLike = !isSoFar && !isOtherSoFar && lastAsLong(shown, compared);
	return { shown, compared, isSoFar, isLikeForLike };
}

/** The two scopes of a comparison. */
export interface ComparedScopes {
	shown: Scope;
	compared: Scope;
	isLikeForLike: boolean;
}

/**
 * The scope that is shown and the one it is held against: another window, or the same one for the deals of one
 * segment value. Null where there is nothing to compare with.
 */
export function comparedScopes(scope: Scope, compare: Compare, asOf: Day | null): ComparedScopes | null {
	if (compare.kind === 'segment') {
		const { segment, value } = compare;
		const others = scope.filters.filter((filter) => filter.segment !== segment);
		const filters = [...others, { segment, values: [value], exclude: false }];
		return { shown: scope, compared: { ...scope, filters }, isLikeForLike: false };
	}
	const comparison = comparisonOf(scope, compare, asOf);
	return (
		comparison && {
			shown: { ...scope, ...comparison.shown },
			compared: { ...scope, ...comparison.compared },
			isLikeForLike: comparison.isLikeForLike,
		}
	);
}
