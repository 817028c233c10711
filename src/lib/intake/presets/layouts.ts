import type { ColumnRole } from '../mapping';
import formats from './crm-formats.json';

/** One kind of export of one CRM: which headers mean what. */
export interface Layout {
	/** `salesforce.opportunity_report`; `generic.deals` and `generic.stage_history` are of no CRM. */
	id: string;
	name: string;
	kind: 'deals' | 'stage_history';
	/** How well the headers are known: 1 vendor's own, 0.9 read by public code, 0.6 unconfirmed. */
	weight: number;
	/** Headers of each role as exports write them, preferred first. */
	headers: { role: ColumnRole; names: string[] }[];
	/** Headers that date the entry into a stage; the first group is the stage, a second one the pipeline. */
	enteredStage: RegExp[];
}

const GRADES: Record<string, number> = { V: 1, R: 0.9, K: 0.6 };

/** Fields of the format tables that mean something to the model. All others can be segments. */
const ROLE_OF_FIELD: Record<string, ColumnRole> = {
	id: 'id',
	name: 'name',
	account: 'account',
	owner: 'owner',
	source: 'source',
	pipeline: 'pipeline',
	amount: 'amount',
	currency: 'currency',
	stage: 'stage',
	status: 'status',
	created: 'created',
	closed: 'closed',
	won_at: 'won_at',
	lost_at: 'lost_at',
	expected_close: 'expected_close',
	lost_reason: 'lost_reason',
	probability: 'probability',
	deleted: 'deleted',
	updated: 'modified',
	row_modified: 'modified',
};

const ROLE_OF_HISTORY_FIELD: Record<string, ColumnRole> = {
	id: 'id',
	to_stage: 'stage',
	to_status: 'stage',
	from_stage: 'from_stage',
	from_status: 'from_stage',
	changed_at: 'changed_at',
	field: 'changed_field',
	deleted: 'deleted',
};

/** Headers that the tables list under one field though they are flags or stand beside the field itself. */
const FLAG_HEADERS: { role: ColumnRole; names: string[] }[] = [
	{ role: 'is_won', names: ['Won', 'Is Won', 'IsWon', 'Is Closed Won', 'hs_is_closed_won'] },
	{ role: 'is_lost', names: ['Is closed lost', 'hs_is_closed_lost', 'Is Lost'] },
	{
		role: 'is_closed',
		names: ['Closed', 'Is Closed', 'IsClosed', 'Is Deal Closed?', 'hs_is_closed', 'Is Closed (numeric)'],
	},
	{ role: 'modified', names: ['Last Modified Date', 'LastModifiedDate', 'Modified Time', 'Last Modified'] },
	{ role: 'deleted', names: ['IsDeleted', 'Is Deleted', 'Deleted'] },
];
const NOT_A_STATUS = [
	'Forecast Category',
	'ForecastCategory',
	'ForecastCategoryName',
	'Type',
	'type',
	'Active',
	'active',
];
const NOT_AN_AMOUNT = [
	'Weighted amount',
	'Deal - Weighted value',
	'expected_value',
	'annualized_expected_value',
	'Expected Revenue',
	'ExpectedRevenue',
];

/** The date-entered columns of HubSpot, by label and by internal name. */
const ENTERED_STAGE = [
	/^date entered "(.+?)(?: \(([^()]*)\))?"$/i,
	/^date entered (?!current stage)(.+?)(?: \(([^()]*)\))?$/i,
	/^hs_(?:v2_)?date_entered_(?!current_stage)(.+)$/i,
];

const isFlag = (name: string) => FLAG_HEADERS.some((flag) => flag.names.includes(name));

function crmLayouts(): Layout[] {
	return Object.entries(formats.crms).flatMap(([crm, { name, exports }]) =>
		Object.entries(exports as Record<string, { grade: string; fields: Record<string, string[]> }>).map(
			([id, layout]): Layout => {
				const kind = 'changed_at' in layout.fields ? 'stage_history' : 'deals';
				const roles = kind === 'deals' ? ROLE_OF_FIELD : ROLE_OF_HISTORY_FIELD;
				const headers = Object.entries(layout.fields).flatMap(([field, names]) => {
					const role = roles[field];
					if (!role) return [];
					const own = names.filter(
						(header) =>
							!(kind === 'deals' && isFlag(header)) &&
							!(role === 'status' && NOT_A_STATUS.includes(header)) &&
							!(role === 'amount' && NOT_AN_AMOUNT.includes(header)),
					);
					return own.length ? [{ role, names: own }] : [];
				});
				return {
					id: `${crm}.${id}`,
					name,
					kind,
					weight: GRADES[layout.grade] ?? 0.6,
					headers: kind === 'deals' ? [...headers, ...FLAG_HEADERS] : headers,
					enteredStage: crm === 'hubspot' && kind === 'deals' ? ENTERED_STAGE : [],
				};
			},
		),
	);
}

/** Names seen in exports and data sets of no CRM in particular, and the plain words for each role. */
const GENERIC_DEALS: Layout['headers'] = [
	{
		role: 'id',
		names: [
			...formats.generic.id,
			'id',
			'opportunity id',
			'deal id',
			'opp id',
			'opportunity',
			'deal',
			'record id',
			'deal number',
			'opportunity number',
			'key',
		],
	},
	{
		role: 'name',
		names: [
			'deal name',
			'deal_name',
			'opportunity name',
			'opportunity_name',
			'name',
			'title',
			'deal title',
			'topic',
			'subject',
		],
	},
	{
		role: 'account',
		names: [
			...formats.generic.account,
			'account name',
			'account_name',
			'customer name',
			'company',
			'organization',
			'organisation',
			'client',
			'account id',
			'account_id',
			'customer_id',
		],
	},
	{
		role: 'owner',
		names: [
			'owner',
			...formats.generic.owner,
			'owner name',
			'owner_name',
			'sales rep',
			'sales_rep',
			'rep',
			'salesperson',
			'account executive',
			'ae',
			'assigned to',
			'responsible',
			'agent',
			'user',
		],
	},
	{
		role: 'source',
		names: [
			'lead_source',
			'lead source',
			...formats.generic.source,
			'channel',
			'origin',
			'marketing source',
			'deal source',
		],
	},
	{ role: 'pipeline', names: ['pipeline', 'pipeline name', 'pipeline_name', 'process', 'record type'] },
	{
		role: 'amount',
		names: [
			...formats.generic.amount,
			'deal value',
			'deal_value',
			'value',
			'deal amount',
			'deal_amount',
			'opportunity amount',
			'revenue',
			'price',
			'size',
			'contract value',
			'acv',
			'arr',
			'tcv',
			'deal size (usd)',
			'amount_usd',
			'amount (usd)',
			'amount (eur)',
		],
	},
	{ role: 'currency', names: ['currency', 'currency code', 'currency_code', 'deal currency', 'ccy'] },
	{
		role: 'stage',
		names: [
			...formats.generic.stage,
			'deal stage',
			'sales_stage',
			'current stage',
			'current_stage',
			'pipeline stage',
			'pipeline_stage',
			'opportunity stage',
			'phase',
			'step',
			'funnel stage',
		],
	},
	{
		role: 'status',
		names: [
			...formats.generic.status,
			'outcome',
			'result',
			'deal status',
			'deal_status',
			'state',
			'won/lost',
			'opportunity status',
		],
	},
	{ role: 'is_won', names: ['won', 'is won', 'is_won', 'won?', 'closed won', 'is closed won'] },
	{ role: 'is_lost', names: ['lost', 'is lost', 'is_lost', 'lost?', 'closed lost'] },
	{ role: 'is_closed', names: ['closed?', 'is closed', 'is_closed', 'isclosed'] },
	{
		role: 'created',
		names: [
			'created',
			'created at',
			'created_at',
			'create date',
			'create_date',
			'created date',
			'created_date',
			'created on',
			'created_on',
			'creation date',
			'creation_date',
			'date created',
			'date_created',
			'opened',
			'open date',
			'open_date',
			'opened at',
			'start date',
			'start_date',
			'add time',
			...formats.generic.created,
		],
	},
	{
		role: 'closed',
		names: [
			'closed',
			'closed at',
			'closed_at',
			'closed date',
			'closed_date',
			'closed on',
			'closed_on',
			'close date',
			'actual close date',
			'actual_close_date',
			'closing date',
			'date closed',
			'date_closed',
			'end date',
			...formats.generic.closed,
		],
	},
	{ role: 'won_at', names: ['won at', 'won_at', 'won time', 'date won', 'date_won'] },
	{ role: 'lost_at', names: ['lost at', 'lost_at', 'lost time', 'lost_date', 'date lost', 'date_lost'] },
	{
		role: 'expected_close',
		names: [
			'expected close',
			'expected_close',
			'expected close date',
			'expected_close_date',
			'est. close date',
			'estimated close date',
			'forecast close date',
			'expected closing',
		],
	},
	{
		role: 'lost_reason',
		names: [
			'lost reason',
			'lost_reason',
			'loss reason',
			'loss_reason',
			'closed lost reason',
			'reason lost',
			'reason',
		],
	},
	{ role: 'probability', names: ['probability', 'probability (%)', 'win probability', 'deal probability'] },
	{
		role: 'modified',
		names: [
			'modified',
			'modified at',
			'last modified',
			'last_modified',
			'last modified date',
			'updated',
			'updated at',
			'updated_at',
		],
	},
	{ role: 'deleted', names: ['deleted', 'is deleted', 'is_deleted'] },
];

const GENERIC_HISTORY: Layout['headers'] = [
	{ role: 'id', names: [...(GENERIC_DEALS[0]?.names ?? [])] },
	{
		role: 'stage',
		names: [
			'to_stage',
			'to stage',
			'new stage',
			'new_stage',
			'stage to',
			'stage_to',
			'new value',
			'new_value',
			...formats.generic.stage,
			'deal stage',
			'stage name',
			'stage_name',
			'status',
			'step',
			'phase',
			'event',
		],
	},
	{
		role: 'from_stage',
		names: [
			'from_stage',
			'from stage',
			'old stage',
			'old_stage',
			'previous stage',
			'previous_stage',
			'stage_from',
			'stage from',
			'old value',
			'old_value',
		],
	},
	{
		role: 'changed_at',
		names: [
			...formats.generic.changed_at,
			'changed at',
			'changed on',
			'changed_on',
			'change date',
			'change_date',
			'entered',
			'entered at',
			'entered_on',
			'entered on',
			'entry date',
			'timestamp',
			'time',
			'date',
			'datetime',
			'occurred_at',
			'event_time',
			'event time',
			'stage entered',
			'stage_entered_at',
			'modified',
			'created_at',
			'at',
		],
	},
	{ role: 'changed_field', names: ['field', 'field name', 'property', 'field / event'] },
];

export const LAYOUTS: readonly Layout[] = [
	...crmLayouts(),
	{
		id: 'generic.deals',
		name: 'No CRM in particular',
		kind: 'deals',
		weight: 0.55,
		headers: GENERIC_DEALS,
		enteredStage: [
			...ENTERED_STAGE,
			/^entered[ _](.+)$/i,
			/^(.+?)[ _](?:entered|entry)(?:[ _](?:at|on|date))?$/i,
		],
	},
	{
		id: 'generic.stage_history',
		name: 'Plain stage log',
		kind: 'stage_history',
		weight: 0.5,
		headers: GENERIC_HISTORY,
		enteredStage: [],
	},
];

/** Default stages of the CRMs, each in its order: `label|internal name` split into both. */
export const DEFAULT_PROCESSES: readonly string[][] = Object.values(formats.crms)
	.map((crm) => crm.stages as string[])
	.filter((stages) => stages.length > 0)
	.flatMap((stages) => [
		stages.map((stage) => stage.split('|')[0] ?? stage),
		stages.map((stage) => stage.split('|')[1] ?? stage),
	]);
