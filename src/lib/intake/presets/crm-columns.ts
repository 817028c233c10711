import type { ColumnRole } from '../mapping';

type RoleHeaders = readonly { role: ColumnRole; names: readonly string[] }[];

/** Headers that the format tables list under one field though they are flags or stand beside the field itself. */
export const BESIDE_FIELDS: RoleHeaders = [
	{ role: 'is_won', names: ['Won', 'Is Won', 'IsWon', 'Is Closed Won', 'hs_is_closed_won'] },
	{ role: 'is_lost', names: ['Is closed lost', 'hs_is_closed_lost', 'Is Lost'] },
	{
		role: 'is_closed',
		names: ['Closed', 'Is Closed', 'IsClosed', 'Is Deal Closed?', 'hs_is_closed', 'Is Closed (numeric)'],
	},
	{ role: 'modified', names: ['Last Modified Date', 'LastModifiedDate', 'Modified Time', 'Last Modified'] },
	{ role: 'won_at', names: ['date_won', 'hs_closed_won_date'] },
	{ role: 'lost_at', names: ['date_lost'] },
	{ role: 'deleted', names: ['IsDeleted', 'Is Deleted', 'Deleted'] },
	{ role: 'stage_since', names: ['Last Stage Change Date', 'LastStageChangeDate', 'Last Stage At'] },
];

/** Columns of one CRM that mean something else than those of the same name elsewhere; they are looked for first. */
export const OF_CRM: Readonly<Record<string, RoleHeaders>> = {
	// Where both stand, Close Date is the one that is expected.
	copper: [
		{ role: 'closed', names: ['Completed Date', 'Close Date'] },
		{ role: 'expected_close', names: ['Close Date'] },
	],
	monday: [
		{ role: 'closed', names: ['Actual close date', 'Close date', 'Close Date'] },
		{ role: 'expected_close', names: ['Expected close date', 'Close date', 'Close Date'] },
	],
	salesforce: [
		{ role: 'account', names: ['Account.Name'] },
		{ role: 'owner', names: ['Owner.Name', 'Owner.Alias'] },
		{ role: 'pipeline', names: ['RecordType.Name', 'RecordType.DeveloperName'] },
	],
	dynamics365: [
		{ role: 'amount', names: ['Est. Revenue', 'Est. revenue', 'estimatedvalue', 'Total Amount'] },
		{ role: 'closed_amount', names: ['Actual Revenue', 'actualvalue'] },
	],
	odoo: [
		{ role: 'amount', names: ['Expected Revenue', 'expected_revenue', 'planned_revenue'] },
		{ role: 'status', names: ['Won/Lost', 'won_status'] },
		{ role: 'is_active', names: ['Active', 'active'] },
		{ role: 'record_kind', names: ['Type', 'type'] },
	],
	suitecrm_sugarcrm: [{ role: 'amount', names: ['Likely', 'Opportunity Amount', 'Amount'] }],
	espocrm: [{ role: 'stage_before_end', names: ['Last Stage', 'lastStage'] }],
	twenty: [{ role: 'deleted_at', names: ['Deleted at', 'deletedAt'] }],
	bitrix24: [{ role: 'status', names: ['STAGE_SEMANTIC_ID', 'Stage group'] }],
};

/** Codes that CRMs write in place of outcome words. */
export const OUTCOME_CODES: Readonly<Record<string, Readonly<Record<string, 'open' | 'won' | 'lost'>>>> = {
	dynamics365: { '0': 'open', '1': 'won', '2': 'lost' },
	bitrix24: { p: 'open', s: 'won', f: 'lost' },
};

/** What stands before every header of an export: the name of the object, in the language of its user. */
export const HEADER_PREFIX: Readonly<Record<string, RegExp>> = {
	pipedrive:
		/^(?:deal|obchod|negocio|neg[oó]cio|trato|oportunidad|affaire|transaction|gesch[aä]ft|trattativa|affare|szansa|transakcja|kauppa|aff[aä]r|avtale) - /i,
};
