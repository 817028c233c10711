import accountActivity from './parts/account_activity.sql?raw';
import allAccounts from './parts/scope_accounts_all.sql?raw';
import accountsOfDeals from './parts/scope_accounts_filtered.sql?raw';
import purchases from './parts/scope_purchases.sql?raw';
import revenue from './parts/scope_revenue.sql?raw';
import retentionResults from './parts/retention_results.sql?raw';
import type { Scope } from './scope';

/** Accounts have no segments of their own: a filtered scope holds those of its deals, the whole one every account. */
const scopeAccounts = (scope: Scope): string =>
	scope.filters.length === 0 && scope.leaveOut.length === 0 ? allAccounts : accountsOfDeals;

/** The purchases in scope, for marts that rest on purchases alone. */
export const purchaseRelations = (scope: Scope): Record<string, string> => ({
	scope_accounts: scopeAccounts(scope),
	scope_purchases: purchases,
});

/** In which months accounts were active. */
export const activityRelations = (scope: Scope): Record<string, string> => ({
	...purchaseRelations(scope),
	account_activity: accountActivity,
});

/** The relation `windows`, and those before it that it reads. */
export interface WindowRelations extends Readonly<Record<string, string>> {
	readonly windows: string;
}

/** Who stayed, left and grew over each of `windows`. */
export const retentionRelations = (scope: Scope, windows: WindowRelations): Record<string, string> => ({
	...purchaseRelations(scope),
	scope_revenue: revenue,
	...windows,
	retention_results: retentionResults,
});
