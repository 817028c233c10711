import accountResults from './parts/account_results.sql?raw';
import accountWindows from './parts/account_windows.sql?raw';
import scorecardSteps from './parts/scorecard_steps.sql?raw';
import stepResults from './parts/step_results.sql?raw';
import { retentionRelations, type WindowRelations } from './retention-scope';
import type { Scope } from './scope';

/** What both scorecard marts read: every measure of every step in each of `windows`. */
export function scorecardRelations(scope: Scope, windows: WindowRelations): Record<string, string> {
	const { retention_results: retention = '', ...others } = retentionRelations(scope, windows);
	return {
		...others,
		account_windows: accountWindows,
		// The same relation over other windows: its own name for them stands for those inside of it.
		retention_results: retention.replace(/^with /m, 'with windows as (select * from account_windows),\n'),
		account_results: accountResults,
		step_results: stepResults,
		scorecard_steps: scorecardSteps,
	};
}
