import type { Problem } from '../base/problem';
import type { Catalog } from '../model/catalog';
import type { Place, ViewState } from './state';

/** The fragment that says `state` (its place is the path): with `#`, or empty when all is as at the start. */
export function encodeAddress(state: ViewState): string {
	throw new Error(`Not written: ${state.place}`);
}

/** What a fragment (with or without `#`) says, and what of it could not be understood. Never throws. */
export function decodeAddress(
	fragment: string,
	catalog: Catalog | null = null,
	place: Place = 'funnel',
): { state: ViewState; problems: Problem[] } {
	throw new Error(`Not written: ${fragment} ${place} ${catalog?.deals}`);
}
