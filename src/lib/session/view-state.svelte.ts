import { untrack } from 'svelte';
import { browser } from '$app/environment';
import { goto } from '$app/navigation';
import { resolve } from '$app/paths';
import { page } from '$app/state';
import type { Problem } from '../base/problem';
import type { Catalog } from '../model/catalog';
import { decodeAddress, encodeAddress } from '../share/address';
import { isLink } from '../share/link';
import { PLACES, START_STATE, type Place, type ViewState } from '../share/state';

/** The place that a path ends with, under whatever sub-path; null on pages that are no place. */
function placeOf(pathname: string): Place | null {
	const last = pathname
		.replace(/index\.html$/, '')
		.split('/')
		.filter(Boolean)
		.at(-1);
	return PLACES.find((place) => place === last) ?? null;
}

class AddressView {
	#catalog = $state.raw<Catalog | null>(null);
	/** Where a navigation under way leads: until it is there, a second change must build on it. */
	#intended = $state.raw<ViewState | null>(null);
	#read = $derived.by(() => {
		const { pathname } = page.url;
		const place = placeOf(pathname) ?? START_STATE.place;
		// A prerendered page has no fragment, and a report's is not ours to read.
		const fragment = browser ? page.url.hash : '';
		return decodeAddress(isLink(fragment) ? '' : fragment, this.#catalog, place);
	});

	/** What the address says, with the change that is just being made. */
	get state(): ViewState {
		return this.#intended ?? this.#read.state;
	}

	/** What of the address could not be understood, or is not in the data. */
	get problems(): Problem[] {
		return this.#read.problems;
	}

	/** From here on, problems also tell what these data do not have. */
	checkAgainst(catalog: Catalog | null): void {
		this.#catalog = catalog;
	}

	/** Address of the view with this change, for links. Works under any sub-path. */
	href(change: Partial<ViewState>): string {
		const next = { ...this.state, ...change };
		const stays = change.place === undefined && placeOf(page.url.pathname) === null;
		const path = stays ? page.url.pathname : resolve(`/${next.place}/`);
		return path + encodeAddress(next);
	}

	/**
	 * Goes to the view with this change: a step that Back undoes, or with `replace` none, as while typing. A change
	 * of the search or of the SQL alone replaces without being told.
	 */
	patch(change: Partial<ViewState>, options: { replace?: boolean } = {}): void {
		untrack(() => {
			const href = this.href(change);
			const next = { ...this.state, ...change };
			const typing = ['search', 'sql'].includes(Object.keys(change).join());
			this.#intended = next;
			// A navigation that another one overtakes rejects; the newest decides what is shown.
			const settle = () => {
				if (this.#intended === next) this.#intended = null;
			};
			const target = new URL(href, page.url);
			const same = target.href === page.url.href;
			// Another place starts at its top, as any page does; the same one stays as it is under the reader's hand.
			const here = target.pathname === page.url.pathname;
			// eslint-disable-next-line svelte/no-navigation-without-resolve -- href() has resolved it
			goto(href, {
				replaceState: same || (options.replace ?? typing),
				keepFocus: here,
				noScroll: here,
			}).then(settle, settle);
		});
	}
}

/** The view that the address says: the only way to read or change it. */
export const view = new AddressView();
