import { askingAhead } from '../session/asking-ahead-of-page';
import type { Source } from '../session/source';
import type { Catalog } from '../model/catalog';
import type { AnyAsk } from '../share/snapshot';
import type { ViewState } from '../share/state';
import type { Ahead } from './control/likely';
import { funnelAhead } from './funnel/funnel-asks';
import { inOrder, overviewAsks } from './overview/overview-asks';

/** What a view asks that its reader sees first, in the order in which its place asks it. */
export function asksAhead(catalog: Catalog, state: ViewState): readonly AnyAsk[] {
	if (state.place === 'overview') return inOrder(overviewAsks(catalog, state));
	if (state.place === 'funnel') return funnelAhead(catalog, state);
	return [];
}

/** Asks ahead what a change of this view would show. */
export const aheadOf =
	(source: Source, state: () => ViewState): Ahead<Partial<ViewState>> =>
	(change, isPressed) =>
		askingAhead.rest(source, asksAhead(source.catalog, { ...state(), ...change }), isPressed);
