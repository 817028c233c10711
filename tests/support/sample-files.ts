/** The files of the sample company, in `sample-data/files`. */
export const SAMPLE_FILES: readonly string[] = [
	'salesforce-opportunities.csv',
	'salesforce-opportunity-history.csv',
	'accounts.csv',
	'subscriptions.csv',
	'targets.csv',
	'lead-source-spend.csv',
	'teams.csv',
];
