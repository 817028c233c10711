import { amount, flag } from '../columns';
import { defineMart, noStatistics } from '../contract';
import { currencyColumn, maybeDayColumn, twoDaysParams } from '../pipeline-columns';
import { twoDaysRelations } from '../spell-relations';
import sql from './pipeline_moves.sql?raw';

const text = (definition: string) => ({ type: 'text', unit: 'label', nullable: true, definition }) as const;
const pushes = (definition: string) => ({ type: 'integer', unit: 'rows', definition }) as const;

const BUCKETS = [
	...['created', 'undated', 'reopened', 'pulled_in', 'increased', 'decreased', 'unchanged', 'pushed_out'],
	...['won', 'lost', 'won_within', 'lost_within', 'start', 'end', 'past_due', 'pushed'],
];

/** The deals behind the pipeline waterfall. Rows of single deals never leave in a link. */
export const pipelineMoves = defineMart({
	name: 'pipeline_moves',
	question: 'Which deals moved the pipeline?',
	grain: 'one deal that was in the pipeline on either day, or came and went between',
	population: 'all',
	params: {
		...twoDaysParams,
		bucket: {
			type: 'text',
			nullable: true,
			choices: BUCKETS,
			definition:
				'Only these: a bucket of the waterfall (created, undated, reopened, pulled_in, increased, decreased, unchanged, pushed_out, won, lost, won_within, lost_within), or start, end, past_due (at the end) or pushed (to a later day in between); null is all.',
		},
		row_limit: { type: 'integer', definition: 'Most rows to return.' },
		row_offset: { type: 'integer', definition: 'Rows to pass over.' },
	},
	columns: {
		deal_id: { type: 'text', unit: 'key', definition: 'Id of the deal as the export writes it.' },
		deal_name: text('Name of the deal.'),
		account_name: text('Customer.'),
		owner_name: text('Owner of the deal, as the export names it.'),
		bucket: {
			type: 'text',
			unit: 'label',
			definition: 'What became of the deal between the two days; each deal has one.',
		},
		is_in_start: flag('In the pipeline at the start.'),
		is_in_end: flag('In the pipeline at the end.'),
		start_stage: text('Stage at the start; null where it was not open, or nothing tells.'),
		end_stage: text('Stage at the end.'),
		start_amount: amount('Amount in the pipeline at the start; 0 where it was not in it.'),
		end_amount: amount('Amount in the pipeline at the end.'),
		change_amount: amount('Amount at the end less that at the start.'),
		own_amount: amount('Amount as the export has it.'),
		start_due_on: maybeDayColumn('Expected close at the start.'),
		end_due_on: maybeDayColumn('Expected close at the end.'),
		pushes_between: pushes('Push count between the two days: edits of the expected close to a later day.'),
		pushes: pushes('Push count up to the end.'),
		ended_on: maybeDayColumn('Day of the last close between, of deals that are not open at the end.'),
		currency: currencyColumn,
		deals_total: { type: 'integer', unit: 'deals', definition: 'Deals in the whole list.' },
	},
	...noStatistics,
	checks: [
		{
			sentence: 'the change is what is at the end less what was at the start',
			holds: (row) => Math.abs(row.end_amount - row.start_amount - row.change_amount) < 1e-6,
		},
		{ sentence: 'pushes between are part of all', holds: (row) => row.pushes_between <= row.pushes },
	],
	shareable: false,
	sql,
	relations: twoDaysRelations,
});
