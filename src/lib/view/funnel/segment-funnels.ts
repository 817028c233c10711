import type { SmallStep } from '../../chart/mark/SmallFunnel.svelte';
import type { TableTwin } from '../../chart/layout/table';
import type { Format } from '../../chart/format';
import type { RowOf } from '../../model/contract';
import { funnelBySegment } from '../../model/marts/funnel-by-segment';
import type { Scope, SegmentFilter } from '../../model/scope';
import { BLANK } from '../words';
import type { Conversion } from './funnel-board';
import type { FunnelRow } from './funnel-sentence';

export type SegmentRow = RowOf<typeof funnelBySegment>;

export interface SegmentFunnel {
	value: string | null;
	name: string;
	/** Deals at the first stage. */
	deals: number;
	steps: SmallStep[];
}

const { columns, statistics } = funnelBySegment;

/** What the rates of the small funnels mean: always in deals, since amounts have no interval. */
export const segmentDefinition = (conversion: Conversion): string =>
	conversion === 'resolved'
		? `${columns.resolved_ratio.definition} ${statistics.resolved_low_ratio.definition}`
		: `${columns.so_far_ratio.definition} ${statistics.so_far_low_ratio.definition}`;

function rateOf(row: SegmentRow, all: FunnelRow | undefined, conversion: Conversion): SmallStep['rate'] {
	return {
		value: row[`${conversion}_ratio`],
		low: row[`${conversion}_low_ratio`],
		high: row[`${conversion}_high_ratio`],
		n: conversion === 'resolved' ? row.deals_moved_on + row.deals_dropped : row.deals_reached,
		benchmark: all?.[`${conversion}_ratio`] ?? null,
		definition: segmentDefinition(conversion),
	};
}

/** A funnel for each value of the segment, most deals first, its rates held against those of all deals in scope. */
export function segmentFunnels(
	rows: readonly SegmentRow[],
	all: readonly FunnelRow[],
	conversion: Conversion,
): SegmentFunnel[] {
	const byValue = new Map<string | null, SegmentRow[]>();
	for (const row of rows) byValue.set(row.value, [...(byValue.get(row.value) ?? []), row]);
	const funnels = [...byValue.entries()].map(([value, own]) => {
		const steps = own.map((row) => ({
			key: String(row.stage_rank),
			title: row.stage,
			total: row.deals_reached,
			definition: columns.deals_reached.definition,
			rate: rateOf(
				row,
				all.find(({ stage_rank }) => stage_rank === row.stage_rank),
				conversion,
			),
		}));
		return { value, name: value ?? BLANK, deals: own[0]?.deals_reached ?? 0, steps };
	});
	return funnels.sort((a, b) => b.deals - a.deals || (a.name < b.name ? -1 : 1));
}

/** The filters with this value alone of its segment. */
export const onlyValue = (
	filters: Scope['filters'],
	segment: string,
	value: string | null,
): SegmentFilter[] => [
	...filters.filter((filter) => filter.segment !== segment),
	{ segment, values: [value], exclude: false },
];

/** The small funnels as a table: a row a value and stage. */
export function segmentTable(
	funnels: readonly SegmentFunnel[],
	label: string,
	caption: string,
	format: Format,
): TableTwin {
	const ratio = (value: number) => format.percent(value);
	return {
		caption,
		columns: [
			{ key: 'name', label, align: 'start' },
			{ key: 'stage', label: 'Stage', align: 'start' },
			{
				key: 'total',
				label: 'Reached',
				align: 'end',
				format: format.full,
				definition: columns.deals_reached.definition,
			},
			{ key: 'value', label: 'Moved on', align: 'end', format: ratio },
			{ key: 'low', label: '95 % low', align: 'end', format: ratio },
			{ key: 'high', label: '95 % high', align: 'end', format: ratio },
			{ key: 'n', label: 'n', align: 'end', format: format.full },
			{ key: 'benchmark', label: 'All deals', align: 'end', format: ratio },
		],
		rows: funnels.flatMap(({ name, steps }) =>
			steps.map(({ title, total, rate }) => ({
				name,
				stage: title,
				total,
				value: rate.value,
				low: rate.low,
				high: rate.high,
				n: rate.n,
				benchmark: rate.benchmark,
			})),
		),
	};
}
