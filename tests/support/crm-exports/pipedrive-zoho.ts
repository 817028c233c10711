import {
	FOLLOW_UP,
	WON,
	csvOf,
	money,
	probability,
	stageName,
	write,
	type CrmExport,
	type Sold,
} from './company';

const id = ({ deal }: Sold) => String(40_000 + deal.number);
const won = (one: Sold) => one.outcome === 'won';
const lost = (one: Sold) => one.outcome === 'lost';
const closedAt = ({ deal }: Sold) => deal.journey.closedAt ?? 0;

function pipedriveList(
	sold: readonly Sold[],
	headers: readonly string[],
	status: readonly string[],
	at = write.isoSecond,
) {
	const rows = sold.map((one) => [
		one.name,
		money.plain(one.deal.amount),
		'US Dollar (USD)',
		one.deal.journey.account.name,
		'Ann Contact',
		stageName(one.lastOpenStage),
		status[won(one) ? 1 : lost(one) ? 2 : 0] ?? '',
		'Sales',
		at(one.deal.journey.createdAt),
		one.outcome === 'open' ? '' : at(closedAt(one)),
		won(one) ? at(closedAt(one)) : '',
		lost(one) ? at(closedAt(one)) : '',
		write.isoDay(one.expectedDay),
		one.deal.owner,
		one.deal.source,
		one.deal.lostReason,
		id(one),
	]);
	return csvOf('deals-1234567-1.csv', headers, rows);
}

const PIPEDRIVE = [
	'Title',
	'Value',
	'Currency',
	'Organization',
	'Contact person',
	'Stage',
	'Status',
	'Pipeline',
	'Deal created',
	'Deal closed on',
	'Won time',
	'Lost time',
	'Expected close date',
	'Owner',
	'Source origin',
	'Lost reason',
	'ID',
];
const CZECH = [
	'Obchod - Název',
	'Obchod - Hodnota',
	'Obchod - Měna',
	'Obchod - Organizace',
	'Obchod - Kontaktní osoba',
	'Obchod - Fáze',
	'Obchod - Stav',
	'Obchod - Pipeline',
	'Obchod - Obchod vytvořen',
	'Obchod - Obchod uzavřen dne',
	'Obchod - Čas výhry',
	'Obchod - Čas prohry',
	'Obchod - Předpokládané datum uzavření',
	'Obchod - Vlastník',
	'Obchod - Zdroj',
	'Obchod - Důvod ztráty',
	'Obchod - ID',
];

/** The changelog names stages by number. */
function pipedriveLog(sold: readonly Sold[]) {
	const number = (stage: number | null) => (stage === null ? '' : String(17 + 3 * stage));
	const rows = sold.flatMap((one) =>
		one.deal.journey.log
			.filter(({ to, from }) => to < 6 && (from === null || from < 6))
			.map((row) =>
				row.from === row.to
					? [id(one), 'expected_close_date', '', write.isoDay(row.closeDay), write.isoSecond(row.at), '9']
					: [id(one), 'stage_id', number(row.from), number(row.to), write.isoSecond(row.at), '9'],
			),
	);
	return csvOf(
		'changelog.csv',
		['item_id', 'field_key', 'old_value', 'new_value', 'log_time', 'user_id'],
		rows,
	);
}

function zohoDeals(sold: readonly Sold[], close: 'actual' | 'expected', followUp = FOLLOW_UP) {
	const rows = sold.map((one) => [
		`zcrm_5725767000000${String(100_000 + one.deal.number)}`,
		one.deal.owner === '' ? '' : 'zcrm_57257670001',
		one.deal.owner,
		money.plain(one.deal.amount),
		one.name,
		write.isoDay(close === 'actual' ? one.closeDay : Math.max(one.closeDay, one.expectedDay)),
		`zcrm_57257670002${one.deal.journey.account.index}`,
		one.deal.journey.account.name,
		stageName(one.stage === FOLLOW_UP ? followUp : one.stage),
		'New Business',
		String(probability(one.stage)),
		money.plain(one.deal.amount),
		'-None-',
		one.deal.source === '' ? '-None-' : one.deal.source,
		write.isoSecond(one.deal.journey.createdAt),
		write.isoSecond(
			close === 'actual'
				? one.deal.journey.modifiedAt
				: (one.deal.journey.closedAt ?? one.deal.journey.modifiedAt),
		),
		'USD',
		'1',
		'Standard',
		one.deal.lostReason,
	]);
	return csvOf(
		'Deals_2026_09_30.csv',
		[
			'Record Id',
			'Deal Owner.id',
			'Deal Owner',
			'Amount',
			'Deal Name',
			'Closing Date',
			'Account Name.id',
			'Account Name',
			'Stage',
			'Type',
			'Probability (%)',
			'Expected Revenue',
			'Campaign Source',
			'Lead Source',
			'Created Time',
			'Modified Time',
			'Currency',
			'Exchange Rate',
			'Layout',
			'Reason For Loss',
		],
		rows,
		{ mark: true },
	);
}

function zohoHistory(sold: readonly Sold[]) {
	const rows = sold.flatMap((one) =>
		one.deal.journey.log.map((row) => [
			`zcrm_5725767000000${String(100_000 + one.deal.number)}`,
			one.name,
			stageName(row.to),
			money.plain(row.amount),
			String(probability(row.to)),
			write.isoDay(row.closeDay),
			'3',
			write.isoSecond(row.at),
			one.deal.owner,
		]),
	);
	return csvOf(
		'Deals_Stage_History.csv',
		[
			'Deal Name.id',
			'Deal Name',
			'Stage',
			'Amount',
			'Probability (%)',
			'Closing Date',
			'Stage Duration (Calendar Days)',
			'Modified Time',
			'Modified By',
		],
		rows,
	);
}

export function pipedriveAndZohoExports(sold: readonly Sold[]): CrmExport[] {
	const list = 'deals-1234567-1.csv';
	const common = { createdIn: 'seconds', closedIn: 'seconds' } as const;
	const prefixed = PIPEDRIVE.map((header) => `Deal - ${header}`);
	return [
		{
			name: 'Pipedrive',
			layouts: { [list]: 'pipedrive.deals_list' },
			files: [pipedriveList(sold, PIPEDRIVE, ['Open', 'Won', 'Lost'])],
			carries: 'stage at close',
			...common,
		},
		{
			name: 'Pipedrive with the prefix of its columns and serial dates',
			layouts: { [list]: 'pipedrive.deals_list' },
			files: [pipedriveList(sold, prefixed, ['open', 'won', 'lost'], write.serial)],
			carries: 'stage at close',
			...common,
		},
		{
			name: 'Pipedrive in Czech',
			layouts: { [list]: 'pipedrive.deals_list' },
			files: [pipedriveList(sold, CZECH, ['Otevřeno', 'Vyhráno', 'Prohráno'])],
			carries: 'stage at close',
			...common,
		},
		{
			name: 'Pipedrive with a changelog that numbers the stages',
			layouts: { [list]: 'pipedrive.deals_list', 'changelog.csv': 'pipedrive.stage_history' },
			files: [pipedriveList(sold, prefixed, ['Open', 'Won', 'Lost']), pipedriveLog(sold)],
			carries: 'history',
			...common,
		},
		{
			name: 'Zoho',
			layouts: { 'Deals_2026_09_30.csv': 'zoho.deals_module' },
			files: [zohoDeals(sold, 'actual')],
			carries: 'stage now',
			createdIn: 'seconds',
			closedIn: 'days',
		},
		{
			name: 'Zoho with stage history, its closing dates left as expected',
			layouts: {
				'Deals_2026_09_30.csv': 'zoho.deals_module',
				'Deals_Stage_History.csv': 'zoho.stage_history',
			},
			files: [zohoDeals(sold, 'expected'), zohoHistory(sold)],
			carries: 'history',
			createdIn: 'seconds',
			closedIn: 'seconds',
		},
		{
			name: 'Zoho alone, its closing dates left as expected',
			layouts: { 'Deals_2026_09_30.csv': 'zoho.deals_module' },
			files: [zohoDeals(sold, 'expected', WON)],
			carries: 'stage now',
			createdIn: 'seconds',
			closedIn: 'seconds',
		},
	];
}
