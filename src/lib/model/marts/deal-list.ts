import { defineMart, noStatistics } from '../contract';
import { orderSql } from '../deal-order';
import { listPolicySql } from '../list-policy';
import conversionTimes from '../parts/conversion_times.sql?raw';
import listing from '../parts/deal_listing.sql?raw';
import inOrderReach from '../parts/in_order_reach.sql?raw';
import stageEntries from '../parts/stage_entries.sql?raw';
import sql from './deal_list.sql?raw';

const text = (definition: string) => ({ type: 'text', unit: 'label', nullable: true, definition }) as const;
const day = (definition: string) => ({ type: 'date', unit: 'day', nullable: true, definition }) as const;

const BUCKETS = [
	'reached',
	'entered',
	'skipped',
	'moved_on',
	'removed',
	'dropped',
	'open',
	'unknown',
	'moved_back',
	'running',
	'all_open',
];

/** The deals behind a number. Rows of single deals never leave in a link. */
export const dealList = defineMart({
	name: 'deal_list',
	question: 'Which deals are they?',
	grain: 'one deal',
	population: 'basis',
	params: {
		stage_rank: {
			type: 'integer',
			nullable: true,
			definition: 'Stage whose deals to list; null lists the whole scope.',
		},
		bucket: {
			type: 'text',
			nullable: true,
			choices: BUCKETS,
			definition:
				'Part of the stage: reached, entered, skipped (reached without a recorded stay in it), moved_on, removed (in_order only: went on by a skip), dropped, open (with it as the furthest stage, metrics §3), unknown, moved_back, running (open deals that are in it now, wherever they have been: metrics §4) or all_open (open deals that have reached it: from the first stage all that are open); null is reached. Without a stage it narrows nothing.',
		},
		to_rank: {
			type: 'integer',
			nullable: true,
			definition: 'With moved_back: only deals that moved back to the stage of this rank; null is any.',
		},
		skips: {
			type: 'text',
			nullable: true,
			choices: ['imputed', 'observed', 'in_order'],
			definition:
				'Policy for skips, metrics §3, by which reached, moved_on, removed, dropped, open and unknown count: imputed, observed or in_order; null is imputed.',
		},
		optional_stages: {
			type: 'text',
			nullable: true,
			definition:
				'Ranks of the stages that a deal may pass over, with commas between, e.g. 2,4: passing over one is no skip in_order. Null is none.',
		},
		path: {
			type: 'text',
			nullable: true,
			definition:
				'Ranks of the stages visited, in order and with dots between them: the deals that took just this way so far. Empty text is those without any recorded visit.',
		},
		took_from_days: {
			type: 'integer',
			nullable: true,
			definition:
				'Shortest time to convert, in days: the deals that got past the stage at least so long after their first entry into it or, without a stage, were won at least so long after their creation. It takes the place of the part.',
		},
		took_before_days: {
			type: 'integer',
			nullable: true,
			definition: 'First time to convert, in days, that is too long; null has no end.',
		},
		search: {
			type: 'text',
			nullable: true,
			definition: 'Text in id, name, account or owner; case is ignored.',
		},
		sort: {
			type: 'text',
			nullable: true,
			definition:
				'Columns to order by, the first first, with commas between them; ! after one is the largest or latest first; a segment is segment.KEY. Null is open deals first, the largest amount first, then closed ones, the latest close first.',
		},
		row_limit: { type: 'integer', definition: 'Most rows to return.' },
		row_offset: { type: 'integer', definition: 'Rows to pass over.' },
	},
	columns: {
		deal_id: { type: 'text', unit: 'key', definition: 'Id of the deal as the export writes it.' },
		deal_name: text('Name of the deal.'),
		account_name: text('Customer.'),
		owner_name: text('Owner of the deal.'),
		source_name: text('Lead source.'),
		stage: text('Stage as the export names it.'),
		outcome: { type: 'text', unit: 'label', definition: 'open, won or lost, at the as-of instant.' },
		furthest_stage: text('Furthest stage the deal is known to have reached; null is unknown.'),
		stage_rank: {
			type: 'integer',
			unit: 'key',
			nullable: true,
			definition:
				'Rank of the stage that an open deal is recorded to be in; null where no visit is recorded.',
		},
		stage_days: {
			type: 'number',
			unit: 'days',
			nullable: true,
			definition:
				'Days that an open deal has been in its stage up to now, all its visits there together: metrics §4, dwell.',
		},
		amount: {
			type: 'number',
			unit: 'amount',
			nullable: true,
			definition: 'Amount in the deal’s own currency.',
		},
		currency: text('Currency of the amount, where the export names one.'),
		created_on: day('Day the deal started.'),
		closed_on: day('Day it was won or lost.'),
		expected_close_on: day('Expected close of an open deal.'),
		cycle_days: { type: 'number', unit: 'days', nullable: true, definition: 'Closed − created, in days.' },
		evidence: {
			type: 'text',
			unit: 'label',
			definition: 'How its reach is known: history, entry_dates, snapshots or current_stage.',
		},
		segment_codes: {
			type: 'text',
			unit: 'key',
			definition:
				'Its values of the segments of these data, in their order: of each the number of the value, from 0 and by most deals first, with commas between them.',
		},
		source_file: { type: 'text', unit: 'label', definition: 'File it was read from.' },
		source_line: {
			type: 'integer',
			unit: 'key',
			definition: 'Line of that file on which its record begins.',
		},
		deals_total: { type: 'integer', unit: 'deals', definition: 'Deals in the whole list.' },
		amount_total: {
			type: 'number',
			unit: 'amount',
			definition: 'Their amounts in the scope’s currency together; deals without an amount count as 0.',
		},
	},
	...noStatistics,
	checks: [
		{
			sentence: 'a closed deal has an outcome of won or lost, and only a closed deal has a close',
			holds: (row) => row.closed_on === null || row.outcome !== 'open',
		},
		{
			sentence: 'only an open deal grows older in its stage',
			holds: (row) => row.stage_days === null || (row.outcome === 'open' && row.stage_days >= 0),
		},
	],
	shareable: false,
	compiled: (params, catalog) => ({
		...orderSql(typeof params['sort'] === 'string' ? params['sort'] : null, catalog),
		...listPolicySql(params),
	}),
	sql,
	relations: () => ({
		stage_entries: stageEntries,
		conversion_times: conversionTimes,
		in_order_reach: inOrderReach,
	}),
	paged: { listing, columns: ['deal_key', 'amount'], order: '$order' },
});
