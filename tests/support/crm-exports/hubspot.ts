import { isoMinute } from '../../../sample-data/calendar';
import {
	FOLLOW_UP,
	LOST,
	OPEN_STAGES,
	WON,
	csvOf,
	money,
	probability,
	stageName,
	write,
	type CrmExport,
	type Sold,
} from './company';

/** Custom stages have numbers for names inside; the two ends have words. */
const INTERNAL = ['101', '204', '139', '152', '187', '166', 'closedwon', 'closedlost', '190'] as const;
const DATED = [0, 1, 2, 3, 4, 5, WON, LOST, FOLLOW_UP] as const;

const latestEntries = ({ deal }: Sold): Map<number, number> =>
	new Map(deal.journey.log.filter(({ from, to }) => from !== to).map(({ to, at }) => [to, at]));
const closeAt = ({ deal, closeDay }: Sold) => deal.journey.closedAt ?? closeDay * 86_400 + 43_200;

function view(
	sold: readonly Sold[],
	headers: readonly string[],
	entered: (stage: number) => string,
	flag: (is: boolean) => string,
) {
	const rows = sold.map((one) => {
		const entries = latestEntries(one);
		return [
			one.deal.hubspotId,
			one.name,
			'Sales Pipeline',
			stageName(one.stage),
			money.plain(one.deal.amount),
			'USD',
			isoMinute(one.deal.journey.createdAt),
			isoMinute(closeAt(one)),
			one.deal.owner,
			one.deal.source,
			one.deal.journey.account.name,
			flag(one.outcome === 'won'),
			flag(one.outcome === 'lost'),
			one.deal.lostReason,
			...DATED.map((stage) => {
				const at = entries.get(stage);
				return at === undefined ? '' : isoMinute(at);
			}),
			String(1000 * 3600),
		];
	});
	return csvOf(
		'hubspot-deals.csv',
		[...headers, ...DATED.map(entered), 'Cumulative time in "Closing (Sales Pipeline)"'],
		rows,
	);
}

const ENGLISH = [
	'Record ID',
	'Deal Name',
	'Pipeline',
	'Deal Stage',
	'Amount',
	'Currency',
	'Create Date',
	'Close Date',
	'Deal owner',
	'Original Traffic Source',
	'Associated Company (Primary)',
	'Is Closed Won',
	'Is closed lost',
	'Closed Lost Reason',
];
const GERMAN = [
	'Datensatz-ID',
	'Deal-Name',
	'Pipeline',
	'Deal-Phase',
	'Betrag',
	'Währung',
	'Erstellungsdatum',
	'Abschlussdatum',
	'Zuständiger Mitarbeiter für Deal',
	'Ursprüngliche Traffic-Quelle',
	'Zugeordnetes Unternehmen (Primär)',
	'Ist gewonnen',
	'Ist verloren',
	'Grund für „Geschlossen und verloren“',
];

/** Internal names and values: codes for stages, milliseconds since 1970 for moments. */
function internal(sold: readonly Sold[]) {
	const rows = sold.map((one) => {
		const entries = latestEntries(one);
		return [
			one.deal.hubspotId,
			one.name,
			'default',
			INTERNAL[one.stage] ?? '',
			money.plain(one.deal.amount),
			String(one.deal.journey.createdAt * 1000),
			String(closeAt(one) * 1000),
			one.deal.owner,
			String(probability(one.stage) / 100),
			String(one.outcome === 'won'),
			...DATED.map((stage) => {
				const at = entries.get(stage);
				return at === undefined ? '' : String(at * 1000);
			}),
			'3600000',
		];
	});
	return csvOf(
		'hubspot-internal.csv',
		[
			'hs_object_id',
			'dealname',
			'pipeline',
			'dealstage',
			'amount',
			'createdate',
			'closedate',
			'hubspot_owner_id',
			'hs_deal_stage_probability',
			'hs_is_closed_won',
			...DATED.map((stage) => `hs_v2_date_entered_${INTERNAL[stage]}`),
			'hs_v2_cumulative_time_in_101',
		],
		rows,
	);
}

/** A property history of all properties, as a warehouse has it: the stage by its internal name. */
function propertyHistory(sold: readonly Sold[]) {
	const rows = sold.flatMap((one) =>
		one.deal.journey.log.flatMap((row) =>
			row.from === row.to
				? [
						[
							one.deal.hubspotId,
							'closedate',
							String(row.closeDay * 86_400_000),
							write.zulu(row.at),
							'CRM_UI',
							'u1',
						],
					]
				: [
						[one.deal.hubspotId, 'dealstage', INTERNAL[row.to] ?? '', write.zulu(row.at), 'CRM_UI', 'u1'],
						[one.deal.hubspotId, 'amount', money.plain(row.amount), write.zulu(row.at), 'CRM_UI', 'u1'],
					],
		),
	);
	return csvOf(
		'deal_property_history.csv',
		['deal_id', 'name', 'value', 'timestamp', 'source', 'source_id'],
		rows,
	);
}

export function hubspotExports(sold: readonly Sold[]): CrmExport[] {
	const deals = view(sold, ENGLISH, (stage) => `Date entered "${stageName(stage)} (Sales Pipeline)"`, String);
	const withoutEntries = csvOf(
		'hubspot-deals.csv',
		ENGLISH.slice(0, 14),
		sold.map((one) => [
			one.deal.hubspotId,
			one.name,
			'Sales Pipeline',
			stageName(one.stage),
			money.plain(one.deal.amount),
			'USD',
			isoMinute(one.deal.journey.createdAt),
			isoMinute(closeAt(one)),
			one.deal.owner,
			one.deal.source,
			one.deal.journey.account.name,
			String(one.outcome === 'won'),
			String(one.outcome === 'lost'),
			one.deal.lostReason,
		]),
	);
	return [
		{
			name: 'HubSpot with entry dates',
			layouts: { 'hubspot-deals.csv': 'hubspot.deals_view' },
			files: [deals],
			carries: 'history',
			createdIn: 'minutes',
			closedIn: 'minutes',
		},
		{
			name: 'HubSpot in German with entry dates',
			layouts: { 'hubspot-deals.csv': 'hubspot.deals_view' },
			files: [
				view(
					sold,
					GERMAN,
					(stage) => `Eintrittsdatum in „${stageName(stage)} (Sales Pipeline)“`,
					(is) => (is ? 'wahr' : 'falsch'),
				),
			],
			carries: 'history',
			createdIn: 'minutes',
			closedIn: 'minutes',
		},
		{
			name: 'HubSpot internal names and values',
			layouts: { 'hubspot-internal.csv': 'hubspot.deals_view' },
			files: [internal(sold)],
			carries: 'history',
			createdIn: 'seconds',
			closedIn: 'seconds',
			stages: INTERNAL.slice(0, OPEN_STAGES),
		},
		{
			name: 'HubSpot labels beside a property history of internal names',
			layouts: {
				'hubspot-deals.csv': 'hubspot.deals_view',
				'deal_property_history.csv': 'hubspot.property_history',
			},
			files: [withoutEntries, propertyHistory(sold)],
			carries: 'history',
			createdIn: 'minutes',
			closedIn: 'minutes',
		},
	];
}
