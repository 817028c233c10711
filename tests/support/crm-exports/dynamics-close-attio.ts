import { csvOf, dayOf, money, probability, stageName, write, type CrmExport, type Sold } from './company';

const won = (one: Sold) => one.outcome === 'won';
const closedAt = ({ deal }: Sold) => deal.journey.closedAt ?? 0;
const guid = ({ deal }: Sold) => `{7A1B2C3D-0000-4E5F-8A9B-${String(deal.number).padStart(12, '0')}}`;

function dynamicsView(sold: readonly Sold[]) {
	const rows = sold.map((one) => [
		guid(one).slice(1, -1).toLowerCase(),
		'q1w2e3r4==',
		write.usSecond(one.deal.journey.modifiedAt),
		one.name,
		one.deal.journey.account.name,
		money.dollars(one.deal.amount),
		won(one) ? money.dollars(one.deal.amount) : '',
		'US Dollar',
		`${one.lastOpenStage + 1}-${stageName(one.lastOpenStage)}`,
		won(one) ? 'Won' : one.outcome === 'lost' ? 'Lost' : 'Open',
		won(one)
			? 'Won'
			: one.outcome === 'lost'
				? one.deal.number % 2
					? 'Canceled'
					: 'Out-Sold'
				: 'In Progress',
		write.usSecond(one.deal.journey.createdAt),
		one.outcome === 'open' ? '' : write.usDay(dayOf(closedAt(one))),
		write.usDay(one.expectedDay),
		one.deal.owner,
		one.deal.source,
		String(probability(one.lastOpenStage)),
	]);
	return csvOf(
		'All Opportunities 9-30-2026.csv',
		[
			'(Do Not Modify) Opportunity',
			'(Do Not Modify) Row Checksum',
			'(Do Not Modify) Modified On',
			'Topic',
			'Potential Customer',
			'Est. Revenue',
			'Actual Revenue',
			'Currency',
			'Pipeline Phase',
			'Status',
			'Status Reason',
			'Created On',
			'Actual Close Date',
			'Est. Close Date',
			'Owner',
			'Source Campaign',
			'Probability',
		],
		rows,
		{ mark: true },
	);
}

function dynamicsTable(sold: readonly Sold[]) {
	const rows = sold.map((one) => [
		guid(one),
		one.name,
		money.full(one.deal.amount),
		won(one) ? money.full(one.deal.amount) : '',
		stageName(one.lastOpenStage),
		won(one) ? '1' : one.outcome === 'lost' ? '2' : '0',
		won(one) ? '3' : one.outcome === 'lost' ? (one.deal.number % 2 ? '4' : '5') : '1',
		write.zulu(one.deal.journey.createdAt, ''),
		one.outcome === 'open' ? '' : write.isoDay(dayOf(closedAt(one))),
		write.isoDay(one.expectedDay),
		one.deal.owner,
		String(probability(one.lastOpenStage)),
	]);
	return csvOf(
		'opportunity.csv',
		[
			'opportunityid',
			'name',
			'estimatedvalue',
			'actualvalue',
			'stepname',
			'statecode',
			'statuscode',
			'createdon',
			'actualclosedate',
			'estimatedclosedate',
			'ownerid',
			'closeprobability',
		],
		rows,
	);
}

function closeList(sold: readonly Sold[], at: (at: number) => string, value: 'cents' | 'units') {
	const rows = sold.map((one) => [
		`oppo_${one.deal.number}`,
		`lead_${one.deal.journey.account.index}`,
		one.deal.journey.account.name,
		won(one) ? 'won' : one.outcome === 'lost' ? 'lost' : 'active',
		`stat_${one.stage}`,
		stageName(one.stage),
		value === 'cents' ? money.cents(one.deal.amount) : money.plain(one.deal.amount),
		money.dollars(one.deal.amount),
		'USD',
		'one_time',
		String(probability(one.stage)),
		at(one.deal.journey.createdAt),
		at(one.deal.journey.modifiedAt),
		won(one) ? write.isoDay(dayOf(closedAt(one))) : '',
		one.outcome === 'lost' ? at(closedAt(one)) : '',
		one.deal.owner,
		'pipe_1',
		'Sales',
	]);
	return csvOf(
		'opportunities.csv',
		[
			'id',
			'lead_id',
			'lead_name',
			'status_type',
			'status_id',
			'status_label',
			'value',
			'value_formatted',
			'value_currency',
			'value_period',
			'confidence',
			'date_created',
			'date_updated',
			'date_won',
			'date_lost',
			'user_name',
			'pipeline_id',
			'pipeline_name',
		],
		rows,
	);
}

function closeChanges(sold: readonly Sold[]) {
	const type = (stage: number | null) =>
		stage === null ? '' : stage === 7 ? 'lost' : stage > 5 ? 'won' : 'active';
	const rows = sold.flatMap((one) =>
		one.deal.journey.log
			.filter(({ from, to }) => from !== to)
			.map((row, index) => [
				`acti_${one.deal.number}_${index}`,
				`oppo_${one.deal.number}`,
				stageName(row.from),
				stageName(row.to),
				type(row.from),
				type(row.to),
				write.offset(row.at, 0),
				'Sales',
				'Sales',
				money.cents(row.amount),
			]),
	);
	return csvOf(
		'status-changes.csv',
		[
			'id',
			'opportunity_id',
			'old_status_label',
			'new_status_label',
			'old_status_type',
			'new_status_type',
			'date_created',
			'old_pipeline_name',
			'new_pipeline_name',
			'opportunity_value',
		],
		rows,
	);
}

const attioStage = (stage: number) =>
	stage === 6 || stage === 8 ? 'Won 🎉' : stage === 7 ? 'Lost' : stageName(stage);

function attioDeals(sold: readonly Sold[]) {
	const rows = sold.map((one) => [
		`b7e0c1d2-${String(one.deal.number).padStart(12, '0')}`,
		one.name,
		attioStage(one.stage),
		money.plain(one.deal.amount),
		'USD',
		one.deal.owner,
		one.deal.journey.account.name,
		write.zulu(one.deal.journey.createdAt, '.123456789'),
		write.zulu(
			one.deal.journey.closedAt ?? one.deal.journey.log.findLast(({ from, to }) => from !== to)?.at ?? 0,
			'.123456789',
		),
	]);
	return csvOf(
		'attio-deals.csv',
		[
			'Record ID',
			'Deal name',
			'Deal stage',
			'Deal value',
			'Deal value (currency)',
			'Deal owner',
			'Associated company',
			'Created at',
			'Deal stage > Changed at',
		],
		rows,
	);
}

function attioHistory(sold: readonly Sold[]) {
	const rows = sold.flatMap((one) => {
		const moves = one.deal.journey.log.filter(({ from, to }) => from !== to);
		return moves.map((row, index) => {
			const next = moves[index + 1];
			return [
				`b7e0c1d2-${String(one.deal.number).padStart(12, '0')}`,
				attioStage(row.to),
				write.zulu(row.at, '.123456789'),
				next ? write.zulu(next.at, '.123456789') : '',
				'workspace-member',
			];
		});
	});
	return csvOf(
		'attio-stage-history.csv',
		['record_id', 'status.title', 'active_from', 'active_until', 'created_by_actor'],
		rows,
	);
}

export function dynamicsCloseAndAttioExports(sold: readonly Sold[]): CrmExport[] {
	const view = 'All Opportunities 9-30-2026.csv';
	return [
		{
			name: 'Dynamics view',
			layouts: { [view]: 'dynamics365.opportunities_view' },
			files: [dynamicsView(sold)],
			carries: 'stage at close',
			createdIn: 'seconds',
			closedIn: 'days',
			stages: [0, 1, 2, 3, 4, 5].map((stage) => `${stage + 1}-${stageName(stage)}`),
		},
		{
			name: 'Dynamics table with codes for states',
			layouts: { 'opportunity.csv': 'dynamics365.opportunities_view' },
			files: [dynamicsTable(sold)],
			carries: 'stage at close',
			createdIn: 'seconds',
			closedIn: 'days',
		},
		{
			name: 'Close, original dates, value in units',
			layouts: { 'opportunities.csv': 'close.opportunities' },
			files: [closeList(sold, (at) => write.offset(at, 0, ' ').replace('+', '.000000+'), 'units')],
			carries: 'stage now',
			createdIn: 'seconds',
			closedIn: 'days',
		},
		{
			name: 'Close, Excel dates, value in cents, with status changes',
			layouts: { 'opportunities.csv': 'close.opportunities', 'status-changes.csv': 'close.status_changes' },
			files: [closeList(sold, write.isoTwelveHour, 'cents'), closeChanges(sold)],
			carries: 'history',
			createdIn: 'seconds',
			closedIn: 'days',
			currency: 'USD',
		},
		{
			name: 'Attio',
			layouts: { 'attio-deals.csv': 'attio.deals' },
			files: [attioDeals(sold)],
			carries: 'stage now',
			createdIn: 'seconds',
			closedIn: 'seconds',
		},
		{
			name: 'Attio with stage history',
			layouts: { 'attio-deals.csv': 'attio.deals', 'attio-stage-history.csv': 'attio.stage_history' },
			files: [attioDeals(sold), attioHistory(sold)],
			carries: 'history',
			createdIn: 'seconds',
			closedIn: 'seconds',
		},
	];
}
