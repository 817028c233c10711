import type { Catalog } from '../../model/catalog';
import { conversionMatured } from '../../model/marts/conversion-matured';
import { evidence } from '../../model/marts/evidence';
import { funnel } from '../../model/marts/funnel';
import { funnelByPolicy } from '../../model/marts/funnel-by-policy';
import { headline } from '../../model/marts/headline';
import type { Scope } from '../../model/scope';
import { comparedScopes } from '../../share/comparison';
import type { AnyAsk } from '../../share/snapshot';
import type { ViewState } from '../../share/state';
import type { Kind, Skips } from './board-kinds';

/** All that a board asks, for one scope. */
export function boardAsks({
	scope,
	kind,
	skips,
	optional,
	horizon,
}: {
	scope: Scope;
	kind: Kind;
	skips: Skips;
	/** Ranks of the stages that a deal may pass over. */
	optional: readonly number[];
	horizon: number | null;
}) {
	const isTimed = kind === 'matured' || kind === 'eventual';
	return {
		funnel: { mart: funnel, scope, params: {} },
		policy:
			skips === 'imputed'
				? null
				: {
						mart: funnelByPolicy,
						scope,
						params: { optional_stages: optional.length === 0 ? null : optional.join(',') },
					},
		matured: isTimed ? { mart: conversionMatured, scope, params: { horizon_days: horizon } } : null,
	};
}

/** What Funnel asks first: its headline and its board, and that of what it is held against. */
export function funnelAhead(catalog: Pick<Catalog, 'asOfDay'>, state: ViewState): AnyAsk[] {
	const isTimed = state.conversion === 'matured' || state.conversion === 'eventual';
	// At a horizon that nobody has asked for the other board waits for that of this one.
	const compare = isTimed && state.horizon === null ? { kind: 'none' as const } : state.compare;
	return funnelReportAsks(catalog, { ...state, compare }, null);
}

/**
 * What of Funnel a report holds: the board, and that of what it is held against, at the horizon of the board, which is
 * `proposed` where the view asks for none.
 */
export function funnelReportAsks(
	catalog: Pick<Catalog, 'asOfDay'>,
	{ scope, compare, conversion, skips, optional, horizon }: ViewState,
	proposed: number | null,
): AnyAsk[] {
	const other = comparedScopes(scope, compare, scope.asOf ?? catalog.asOfDay);
	const boards = [scope, ...(other ? [other.compared] : [])].flatMap((asked) => {
		const {
			funnel: plain,
			policy,
			matured,
		} = boardAsks({
			scope: asked,
			kind: conversion,
			skips,
			optional,
			horizon: asked === scope ? horizon : (horizon ?? proposed),
		});
		return [plain, ...(policy ? [policy] : []), ...(matured ? [matured] : [])];
	});
	return [{ mart: headline, scope, params: {} }, ...boards, { mart: evidence, scope, params: {} }];
}
