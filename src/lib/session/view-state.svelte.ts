import type { Problem } from '../base/problem';
import type { Catalog } from '../model/catalog';
import { START_STATE, type ViewState } from '../share/state';

export interface View {
	readonly state: ViewState;
	/** What of the address could not be understood. */
	readonly problems: Problem[];
	/** Goes to the view with this change; `replace` leaves no step to go back to. */
	patch(change: Partial<ViewState>, options?: { replace?: boolean }): void;
	/** Address of the view with this change, for links. */
	href(change: Partial<ViewState>): string;
	/** From here on, problems also tell what these data do not have. */
	checkAgainst(catalog: Catalog | null): void;
}

export const view: View = {
	state: START_STATE,
	problems: [],
	patch: () => undefined,
	href: () => '',
	checkAgainst: () => undefined,
};
