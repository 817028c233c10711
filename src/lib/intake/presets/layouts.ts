import type { ColumnRole } from '../mapping';
import formats from './crm-formats.json';
import { PLAIN_DEALS, PLAIN_HISTORY, SNAPSHOT_DAYS } from './plain-words';

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
	// As they stood after the change. The owner beside a change is today's in the reports that show one.
	amount: 'amount',
	closed: 'closed',
	probability: 'probability',
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
	{ role: 'won_at', names: ['date_won', 'hs_closed_won_date'] },
	{ role: 'lost_at', names: ['date_lost'] },
	{ role: 'deleted', names: ['IsDeleted', 'Is Deleted', 'Deleted'] },
	{ role: 'snapshot_day', names: SNAPSHOT_DAYS },
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

export const LAYOUTS: readonly Layout[] = [
	...crmLayouts(),
	{
		id: 'generic.deals',
		name: 'No CRM in particular',
		kind: 'deals',
		weight: 0.55,
		headers: PLAIN_DEALS,
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
		headers: PLAIN_HISTORY,
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
