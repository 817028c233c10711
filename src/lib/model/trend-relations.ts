import firstAccountFact from './parts/first_account_fact.sql?raw';
import firstFact from './parts/first_fact.sql?raw';
import trendWindows from './parts/trend_windows.sql?raw';

/** `windows` of a trend: the calendar periods of the scope's window, from the first fact of its deals. */
export const trendRelations = { first_fact: firstFact, windows: trendWindows } as const;

/** The same from the first fact of its deals or accounts; reads the accounts' purchases and revenue. */
export const accountTrendRelations = {
	first_deal_fact: firstFact,
	first_fact: firstAccountFact,
	windows: trendWindows,
} as const;
