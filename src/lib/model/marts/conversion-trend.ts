import { wilsonInterval } from '../../stats/interval';
import { amount, deals, flag, horizonColumn, horizonParam, isClose, ratio, stageColumns } from '../columns';
import { defineMart, PERIODS } from '../contract';
import maturityHorizon from '../parts/maturity_horizon.sql?raw';
import stageEntries from '../parts/stage_entries.sql?raw';
import sql from './conversion_trend.sql?raw';

const day = (definition: string) => ({ type: 'date', unit: 'day', definition }) as const;

/** Metrics §3: conversion by the period of entry into the stage. */
export const conversionTrend = defineMart({
	name: 'conversion_trend',
	question: 'How does conversion develop?',
	grain: 'one calendar period, from the first entry into any stage to now, and open stage of the process',
	population: 'basis',
	params: {
		period: {
			type: 'text',
			nullable: true,
			choices: PERIODS,
			definition:
				'day, week (from Monday), week_sunday, week_saturday, month, quarter or year; null is month. Another name gives no rows.',
		},
		horizon_days: horizonParam,
	},
	columns: {
		period_on: day('First day of the calendar period in which deals first entered the stage.'),
		period_ends_on: day('First day after the period.'),
		...stageColumns,
		horizon_days: horizonColumn,
		is_partial: flag(
			'The period is not over, or on the activity basis the window cuts it: never to be compared as if it were whole.',
		),
		is_immature: flag(
			'The period’s last day is less than the horizon before now: deals of it have not had that long yet. Also where there is no horizon.',
		),
		deals_entered: deals('Deals whose first recorded visit to the stage began in the period.'),
		entered_amount: amount('Amount of the deals entered; deals without amount count as 0.'),
		deals_moved_on: deals('Of these, known by now to have reached a later stage, or to be won.'),
		moved_on_amount: amount('Amount of the deals moved on.'),
		deals_dropped: deals('Of these, lost with this as their furthest stage.'),
		dropped_amount: amount('Amount of the deals dropped.'),
		deals_open: deals('Of these, open with this as their furthest stage.'),
		open_amount: amount('Amount of the deals still open here.'),
		deals_undated: deals(
			'Of the deals moved on, those that left on an unknown day: in no matured conversion.',
		),
		undated_amount: amount('Amount of the deals moved on on an unknown day.'),
		deals_matured: deals('Deals entered at least the horizon before now: the n of matured conversion.'),
		matured_amount: amount('Amount of the deals matured.'),
		deals_matured_moved_on: deals('Of these, moved on within the horizon.'),
		matured_moved_on_amount: amount('Amount of the deals moved on within the horizon.'),
		deals_without_amount: deals('Deals entered that have no amount: they count as 0 in value.'),
		deals_with_credit: deals(
			'Deals entered whose amount is below 0 (credits): beside them conversion by value may leave 0 to 1.',
		),
		so_far_ratio: ratio('Conversion so far: moved on ÷ entered.'),
		so_far_amount_ratio: ratio('Conversion so far by value: moved-on amount ÷ entered amount.'),
		resolved_ratio: ratio('Resolved conversion: moved on ÷ (moved on + dropped).'),
		resolved_amount_ratio: ratio('Resolved conversion by value.'),
		matured_ratio: ratio('Matured conversion: moved on within the horizon ÷ deals that had that long.'),
		matured_amount_ratio: ratio('Matured conversion by value.'),
	},
	statistics: {
		so_far_low_ratio: ratio('Lower end of the 95 % Wilson interval of conversion so far, n = entered.'),
		so_far_high_ratio: ratio('Upper end of the 95 % Wilson interval of conversion so far.'),
		resolved_low_ratio: ratio(
			'Lower end of the 95 % Wilson interval of resolved conversion, n = moved on + dropped.',
		),
		resolved_high_ratio: ratio('Upper end of the 95 % Wilson interval of resolved conversion.'),
		matured_low_ratio: ratio('Lower end of the 95 % Wilson interval of matured conversion, n = matured.'),
		matured_high_ratio: ratio('Upper end of the 95 % Wilson interval of matured conversion.'),
	},
	derive: (row) => {
		const soFar = wilsonInterval(row.deals_moved_on, row.deals_entered);
		const resolved = wilsonInterval(row.deals_moved_on, row.deals_moved_on + row.deals_dropped);
		const matured = wilsonInterval(row.deals_matured_moved_on, row.deals_matured);
		return {
			so_far_low_ratio: soFar?.low ?? null,
			so_far_high_ratio: soFar?.high ?? null,
			resolved_low_ratio: resolved?.low ?? null,
			resolved_high_ratio: resolved?.high ?? null,
			matured_low_ratio: matured?.low ?? null,
			matured_high_ratio: matured?.high ?? null,
		};
	},
	checks: [
		{
			sentence: 'entered = moved on + dropped + still open',
			holds: (row) => row.deals_entered === row.deals_moved_on + row.deals_dropped + row.deals_open,
		},
		{
			sentence: 'entered = moved on + dropped + still open, in value',
			holds: (row) => isClose(row.entered_amount, row.moved_on_amount + row.dropped_amount + row.open_amount),
		},
		{
			sentence: 'matured is part of entered, and moved on in time part of matured and of moved on',
			holds: (row) =>
				row.deals_matured + row.deals_undated <= row.deals_entered &&
				row.deals_matured_moved_on <= Math.min(row.deals_matured, row.deals_moved_on),
		},
		{
			sentence: 'without a horizon no period is mature',
			holds: (row) => row.horizon_days !== null || (row.is_immature && row.deals_matured === 0),
		},
	],
	adds: [{ over: 'period_on' }],
	shareable: true,
	sql,
	relations: () => ({ stage_entries: stageEntries, maturity_horizon: maturityHorizon }),
});
