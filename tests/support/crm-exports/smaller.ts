import { xlsxOf } from '../workbook';
import { csvOf, dayOf, money, probability, stageName, write, type CrmExport, type Sold } from './company';

const won = (one: Sold) => one.outcome === 'won';
const lost = (one: Sold) => one.outcome === 'lost';
const closedAt = ({ deal }: Sold) => deal.journey.closedAt ?? 0;
const changedAt = (one: Sold) =>
	one.deal.journey.closedAt ?? one.deal.journey.log.findLast(({ from, to }) => from !== to)?.at ?? 0;
const moves = (one: Sold) => one.deal.journey.log.filter(({ from, to }) => from !== to);

function copper(sold: readonly Sold[]) {
	const rows = sold.map((one) => [
		String(9_000_000 + one.deal.number),
		one.name,
		money.dollars(one.deal.amount),
		'USD',
		stageName(one.lastOpenStage),
		won(one) ? 'Won' : lost(one) ? 'Lost' : 'Open',
		'Sales',
		write.usDay(dayOf(one.deal.journey.createdAt)),
		write.usDay(one.expectedDay),
		one.outcome === 'open' ? '' : write.usDay(dayOf(closedAt(one))),
		one.deal.owner,
		one.deal.source,
		one.deal.journey.account.name,
		one.deal.lostReason,
		`${probability(one.lastOpenStage)}%`,
	]);
	return csvOf(
		'copper.csv',
		[
			'Copper ID',
			'Opportunity',
			'Value',
			'Currency',
			'Stage',
			'Status',
			'Pipeline',
			'Created At',
			'Close Date',
			'Completed Date',
			'Owned By',
			'Source',
			'Company',
			'Loss Reason',
			'Win Probability',
		],
		rows,
	);
}

function freshsales(sold: readonly Sold[]) {
	const stage = (one: Sold) => (won(one) ? 'Won' : lost(one) ? 'Lost' : stageName(one.stage));
	const rows = sold.map((one) => [
		String(402_000_000_000 + one.deal.number),
		one.name,
		money.full(one.deal.amount),
		'USD',
		stage(one),
		'Default Pipeline',
		write.offset(one.deal.journey.createdAt, -7),
		one.outcome === 'open' ? '' : write.offset(closedAt(one), -7),
		write.isoDay(one.expectedDay),
		one.deal.owner === '' ? '' : `${one.deal.owner.toLowerCase().replace(' ', '.')}@brightwater.example`,
		one.deal.source,
		one.deal.journey.account.name,
		one.deal.lostReason,
		String(probability(one.stage)),
		write.offset(changedAt(one), -7),
	]);
	return csvOf(
		'freshsales.csv',
		[
			'Id',
			'Name',
			'Deal value',
			'Currency',
			'Deal stage',
			'Deal pipeline',
			'Created at',
			'Closed date',
			'Expected close date',
			'Sales owner',
			'Source',
			'Account name',
			'Lost reason',
			'Probability (%)',
			'Deal stage updated time',
		],
		rows,
	);
}

const MONDAY = [
	'Name',
	'Stage',
	'Owner',
	'Deal value',
	'Expected close date',
	'Actual close date',
	'Deal creation date',
	'Close probability',
	'Accounts',
	'Item ID',
];
const mondayStage = (one: Sold) => (won(one) ? 'Won' : lost(one) ? 'Lost' : stageName(one.stage));
const mondayId = (one: Sold) => String(5_100_000_000 + one.deal.number);

function mondayItem(one: Sold): (string | number | null)[] {
	return [
		one.name,
		mondayStage(one),
		one.deal.owner || null,
		one.deal.amount === null ? null : one.deal.amount / 100,
		write.isoDay(one.expectedDay),
		one.outcome === 'open' ? null : write.isoDay(dayOf(closedAt(one))),
		write.isoDay(dayOf(one.deal.journey.createdAt)),
		probability(one.stage),
		one.deal.journey.account.name,
		mondayId(one),
	];
}

/** Row 1 the name of the board; then for each group its name, the headers again, its items, sums, and an empty row. */
function mondayBoard(sold: readonly Sold[]) {
	const rows: (string | number | null)[][] = [['Deals'], ['Manage your sales pipeline']];
	for (const [group, holds] of [
		['Active Deals', (one: Sold) => one.outcome === 'open'],
		['Closed Won', won],
		['Lost', lost],
	] as const) {
		const items = sold.filter(holds);
		const sum = items.reduce((total, { deal }) => total + (deal.amount ?? 0), 0) / 100;
		rows.push([group], MONDAY);
		items.forEach((one, index) => {
			rows.push(mondayItem(one));
			if (index % 50 === 0)
				rows.push(['Subitems', 'Name', 'Owner', 'Status'], [null, 'Call back', 'Ann', 'Done']);
		});
		rows.push([null, null, null, sum], []);
	}
	return { name: 'Deals.xlsx', blob: new Blob([xlsxOf([{ name: 'deals', rows }])]) };
}

function mondayLog(sold: readonly Sold[]) {
	const label = (stage: number | null) =>
		stage === null ? '' : stage === 7 ? 'Lost' : stage > 5 ? 'Won' : stageName(stage);
	const rows = sold.flatMap((one) =>
		one.deal.journey.log.map((row) =>
			row.from === row.to
				? [
						mondayId(one),
						'Expected close date',
						'',
						write.isoDay(row.closeDay),
						write.textMoment(row.at),
						'Ann',
					]
				: [mondayId(one), 'Stage', label(row.from), label(row.to), write.textMoment(row.at), 'Ann'],
		),
	);
	return csvOf(
		'activity-log.csv',
		['Item ID', 'Column', 'Previous value', 'New value', 'Date', 'User'],
		rows,
	);
}

function odoo(sold: readonly Sold[], form: 'labels' | 'names') {
	const at = write.isoSecond;
	const rows = sold.map((one) => [
		`__export__.crm_lead_${one.deal.number}_ab34cd56`,
		one.name,
		money.full(one.deal.amount),
		'USD',
		// A won deal stands in the stage Won; a lost one is archived where it stood, with no chance.
		won(one) ? 'Won' : stageName(one.lastOpenStage),
		lost(one) ? 'False' : 'True',
		lost(one) ? '0.0' : won(one) ? '100.0' : String(probability(one.stage)),
		'opportunity',
		at(one.deal.journey.createdAt),
		one.outcome === 'open' ? '' : at(closedAt(one)),
		write.isoDay(one.expectedDay),
		one.deal.owner,
		one.deal.source,
		one.deal.journey.account.name,
		one.deal.lostReason,
	]);
	const leads = Array.from({ length: 5 }, (_, index) => [
		`__export__.crm_lead_9000${index}_ffffffff`,
		'A lead',
		'0.00',
		'USD',
		stageName(0),
		'True',
		'10.0',
		'lead',
		at(sold[index]?.deal.journey.createdAt ?? 0),
		'',
		'',
		'',
		'',
		'',
		'',
	]);
	return csvOf(
		'crm.lead.csv',
		form === 'labels'
			? [
					'External ID',
					'Opportunity',
					'Expected Revenue',
					'Currency',
					'Stage',
					'Active',
					'Probability',
					'Type',
					'Created on',
					'Closed Date',
					'Expected Closing',
					'Salesperson',
					'Source',
					'Customer',
					'Lost Reason',
				]
			: [
					'id',
					'name',
					'expected_revenue',
					'company_currency',
					'stage_id',
					'active',
					'probability',
					'type',
					'create_date',
					'date_closed',
					'date_deadline',
					'user_id',
					'source_id',
					'partner_id',
					'lost_reason_id',
				],
		[...rows, ...leads],
		{ quoteAll: true },
	);
}

function odooLog(sold: readonly Sold[]) {
	const label = (stage: number | null) =>
		stage === null ? '' : stage > 5 && stage !== 7 ? 'Won' : stageName(stage);
	const rows = sold.flatMap((one) =>
		moves(one)
			// Being lost is no change of stage.
			.filter(({ from, to }) => to !== 7 && from !== 7)
			.map((row) => [
				`__export__.crm_lead_${one.deal.number}_ab34cd56`,
				'Stage',
				label(row.from),
				label(row.to),
				write.isoSecond(row.at),
				'Ann',
			]),
	);
	return csvOf(
		'mail.tracking.value.csv',
		['res_id', 'field', 'old_value_char', 'new_value_char', 'create_date', 'create_uid'],
		rows,
	);
}

const uuid = ({ deal }: Sold) => `c0ffee00-1234-4abc-9def-${String(deal.number).padStart(12, '0')}`;

function suite(sold: readonly Sold[], headers: readonly string[]) {
	const rows = sold.map((one) => [
		one.name,
		uuid(one),
		money.full(one.deal.amount),
		stageName(one.stage),
		write.britishDay(dayOf(one.deal.journey.createdAt)) +
			write.isoSecond(one.deal.journey.createdAt).slice(10, 16),
		write.britishDay(one.closeDay),
		one.deal.owner,
		one.deal.source,
		one.deal.journey.account.name,
		'New Business',
		String(probability(one.stage)),
		'0',
	]);
	return csvOf('Opportunities.csv', headers, rows, { delimiter: ';', quoteAll: true });
}

function audit(sold: readonly Sold[]) {
	const rows = sold.flatMap((one) =>
		one.deal.journey.log.map((row, index) => [
			`${one.deal.number}-${index}`,
			uuid(one),
			write.isoSecond(row.at),
			'1',
			row.from === row.to ? 'date_closed' : 'sales_stage',
			row.from === row.to ? 'date' : 'enum',
			row.from === row.to ? '' : stageName(row.from),
			row.from === row.to ? write.isoDay(row.closeDay) : stageName(row.to),
		]),
	);
	return csvOf(
		'opportunities_audit.csv',
		[
			'id',
			'parent_id',
			'date_created',
			'created_by',
			'field_name',
			'data_type',
			'before_value_string',
			'after_value_string',
		],
		rows,
	);
}

function espo(sold: readonly Sold[]) {
	const rows = sold.map((one) => [
		`64f0a1${String(one.deal.number).padStart(11, '0')}`,
		one.name,
		money.plain(one.deal.amount),
		'USD',
		stageName(one.stage),
		stageName(one.lastOpenStage),
		write.isoSecond(one.deal.journey.createdAt),
		write.isoDay(one.closeDay),
		one.deal.owner,
		one.deal.source,
		one.deal.journey.account.name,
		String(probability(one.stage)),
	]);
	return csvOf(
		'Export_Opportunity.csv',
		[
			'ID',
			'Name',
			'Amount',
			'Amount Currency',
			'Stage',
			'Last Stage',
			'Created At',
			'Close Date',
			'Assigned User',
			'Lead Source',
			'Account',
			'Probability, %',
		],
		rows,
		{ delimiter: ';' },
	);
}

const twentyStage = (one: Sold) => stageName(one.stage).toUpperCase().replace(/\W/g, '_');

function twenty(sold: readonly Sold[]) {
	const rows = sold.map((one) => [
		uuid(one),
		one.name,
		money.micros(one.deal.amount),
		'USD',
		twentyStage(one),
		write.zulu(one.deal.journey.createdAt),
		write.zulu(one.closeDay * 86_400),
		one.deal.owner,
		`company-${one.deal.journey.account.index}`,
		'',
	]);
	return csvOf(
		'twenty.csv',
		[
			'id',
			'name',
			'amountAmountMicros',
			'amountCurrencyCode',
			'stage',
			'createdAt',
			'closeDate',
			'owner',
			'companyId',
			'deletedAt',
		],
		rows,
	);
}

const BITRIX = [
	'C4:NEW',
	'C4:PREPARATION',
	'C4:PREPAYMENT_INVOICE',
	'C4:EXECUTING',
	'C4:FINAL_INVOICE',
	'C4:UC_7H3K2L',
];
const bitrixStage = (stage: number | null) =>
	stage === null ? '' : stage === 7 ? 'C4:LOSE' : stage > 5 ? 'C4:WON' : (BITRIX[stage] ?? '');

const labelOf = (one: Sold) => (won(one) ? 'Deal won' : lost(one) ? 'Deal lost' : stageName(one.stage));

/** As the list exports it, in words. */
function bitrixList(sold: readonly Sold[]) {
	const rows = sold.map((one) => [
		String(one.deal.number),
		one.name,
		money.full(one.deal.amount),
		'US Dollar',
		labelOf(one),
		write.usSecond(one.deal.journey.createdAt),
		write.usSecond(one.deal.journey.closedAt ?? one.closeDay * 86_400),
		one.deal.owner,
		one.deal.source,
		'Sales',
	]);
	return csvOf(
		'DEAL_20260930.csv',
		[
			'ID',
			'Deal Name',
			'Total',
			'Currency',
			'Stage',
			'Created on',
			'Closed on',
			'Responsible',
			'Source',
			'Pipeline',
		],
		rows,
		{ delimiter: ';', mark: true },
	);
}

function bitrix(sold: readonly Sold[]) {
	const rows = sold.map((one) => [
		String(one.deal.number),
		one.name,
		money.full(one.deal.amount),
		'USD',
		bitrixStage(one.stage),
		write.offset(one.deal.journey.createdAt, 3),
		write.offset(one.deal.journey.closedAt ?? one.closeDay * 86_400, 3),
		one.deal.owner,
		one.deal.source,
		'4',
	]);
	return csvOf(
		'deals_bitrix.csv',
		[
			'ID',
			'TITLE',
			'OPPORTUNITY',
			'CURRENCY_ID',
			'STAGE_ID',
			'DATE_CREATE',
			'CLOSEDATE',
			'ASSIGNED_BY_ID',
			'SOURCE_ID',
			'CATEGORY_ID',
		],
		rows,
		{ delimiter: ';' },
	);
}

function bitrixLog(sold: readonly Sold[]) {
	const rows = sold.flatMap((one) =>
		moves(one).map((row, index) => [
			String(one.deal.number * 100 + index),
			row.from === null ? '1' : '2',
			String(one.deal.number),
			write.offset(row.at, 3),
			bitrixStage(row.to),
		]),
	);
	return csvOf('stagehistory.csv', ['ID', 'TYPE_ID', 'OWNER_ID', 'CREATED_TIME', 'STAGE_ID'], rows);
}

const SUITE = [
	'Opportunity Name:',
	'ID',
	'Opportunity Amount:',
	'Sales Stage:',
	'Date Created:',
	'Expected Close Date:',
	'Assigned to:',
	'Lead Source:',
	'Account Name:',
	'Opportunity Type:',
	'Probability (%):',
	'Deleted',
];
const SUGAR_NAMES = [
	'name',
	'id',
	'amount',
	'sales_stage',
	'date_entered',
	'date_closed',
	'assigned_user_name',
	'lead_source',
	'account_name',
	'opportunity_type',
	'probability',
	'deleted',
];

export function smallerCrmExports(sold: readonly Sold[]): CrmExport[] {
	const seconds = { createdIn: 'seconds', closedIn: 'seconds' } as const;
	return [
		{
			name: 'Copper',
			layouts: { 'copper.csv': 'copper.opportunities' },
			files: [copper(sold)],
			carries: 'stage at close',
			createdIn: 'days',
			closedIn: 'days',
		},
		{
			name: 'Freshsales',
			layouts: { 'freshsales.csv': 'freshsales.deals' },
			files: [freshsales(sold)],
			carries: 'stage now',
			...seconds,
		},
		{
			name: 'monday board',
			layouts: { 'Deals.xlsx': 'monday.deals_board' },
			files: [mondayBoard(sold)],
			carries: 'stage now',
			createdIn: 'days',
			closedIn: 'days',
		},
		{
			name: 'monday board with activity log',
			layouts: { 'Deals.xlsx': 'monday.deals_board', 'activity-log.csv': 'monday.activity_log' },
			files: [mondayBoard(sold), mondayLog(sold)],
			carries: 'history',
			createdIn: 'days',
			closedIn: 'days',
		},
		{
			name: 'Odoo with labels, leads among them',
			layouts: { 'crm.lead.csv': 'odoo.crm_lead' },
			files: [odoo(sold, 'labels')],
			carries: 'stage at close',
			...seconds,
		},
		{
			name: 'Odoo with technical names and the chatter’s stage changes',
			layouts: { 'crm.lead.csv': 'odoo.crm_lead', 'mail.tracking.value.csv': 'odoo.stage_history' },
			files: [odoo(sold, 'names'), odooLog(sold)],
			carries: 'history',
			...seconds,
		},
		{
			name: 'SuiteCRM with labels',
			layouts: { 'Opportunities.csv': 'suitecrm_sugarcrm.opportunities' },
			files: [suite(sold, SUITE)],
			carries: 'stage now',
			createdIn: 'minutes',
			closedIn: 'days',
		},
		{
			name: 'SuiteCRM with field names and audit',
			layouts: {
				'Opportunities.csv': 'suitecrm_sugarcrm.opportunities',
				'opportunities_audit.csv': 'suitecrm_sugarcrm.audit',
			},
			files: [suite(sold, SUGAR_NAMES), audit(sold)],
			carries: 'history',
			createdIn: 'minutes',
			closedIn: 'days',
		},
		{
			name: 'EspoCRM',
			layouts: { 'Export_Opportunity.csv': 'espocrm.opportunity' },
			files: [espo(sold)],
			carries: 'stage at close',
			createdIn: 'seconds',
			closedIn: 'days',
		},
		{
			name: 'Twenty',
			layouts: { 'twenty.csv': 'twenty.opportunities' },
			files: [twenty(sold)],
			carries: 'stage now',
			createdIn: 'seconds',
			closedIn: 'days',
			stages: [0, 1, 2, 3, 4, 5].map((stage) => stageName(stage).toUpperCase().replace(/\W/g, '_')),
		},
		{
			name: 'Bitrix24 with stage history',
			layouts: { 'deals_bitrix.csv': 'bitrix24.deals', 'stagehistory.csv': 'bitrix24.stage_history' },
			files: [bitrix(sold), bitrixLog(sold)],
			carries: 'history',
			...seconds,
			stages: BITRIX,
		},
		{
			name: 'Bitrix24',
			layouts: { 'DEAL_20260930.csv': 'bitrix24.deals' },
			files: [bitrixList(sold)],
			carries: 'stage now',
			...seconds,
		},
	];
}
