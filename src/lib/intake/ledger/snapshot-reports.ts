import { written } from '../../base/written';
import type { Day } from '../../base/day';
import type { Engine, RunOptions } from '../../engine/engine';
import type { SnapshotReport } from '../mapping';
import { hasRole, type MappedFile } from '../project-sql';

/** Ids that a warning names; the mart ledger_changes lists all. */
const NAMED = 20;

/** Deals that no newer export has any more, as a warning a series and day on which they were missing first. */
export async function vanishedWarnings(engine: Engine, options?: RunOptions): Promise<string[]> {
	const { rows } = await engine.query(
		`with last_seen as (
			select series_number, deal_key, max(snapshot_at) as seen_at from stg_snapshot_deals group by series_number, deal_key
		),
		newest as (
			select series_number, max(snapshot_at) as newest_at from stg_snapshots group by series_number
		),
		vanished as (
			select l.deal_key, d.external_id, d.outcome
			from last_seen as l
			inner join newest as n on n.series_number = l.series_number and l.seen_at < n.newest_at
			inner join stg_deals as d on d.deal_key = l.deal_key
		)
		select external_id, outcome, count(*) over () as n, count(*) filter (outcome = 'open') over () as n_open
		from vanished order by outcome <> 'open', external_id limit ${NAMED}`,
		options,
	);
	const n = Number(rows[0]?.['n'] ?? 0);
	if (n === 0) return [];
	const open = Number(rows[0]?.['n_open'] ?? 0);
	const ids = rows.map((row) => String(row['external_id'])).join(', ');
	return [
		`${written(n)} ${n === 1 ? 'deal is' : 'deals are'} missing from the newest export: kept as last seen, ${written(open)} of ${n === 1 ? 'it' : 'them'} open (${ids}${n > rows.length ? `, and ${written(n - rows.length)} more` : ''}). Deals merged or deleted in the CRM, or no longer in the filter of the export, look so.`,
	];
}

/** What a field was in the snapshot before, for a deal that was in it. */
const CHANGES = `with numbered as (
		select series_number, snapshot_at, previous_at from stg_snapshots
	),
	pairs as (
		select
			n.series_number, n.snapshot_at, a.deal_key as before_key, b.deal_key as after_key,
			a.stage_label is distinct from b.stage_label or a.outcome <> b.outcome as is_stage,
			a.amount is distinct from b.amount as is_amount,
			a.outcome = 'open' and b.outcome = 'open' and a.expected_close_on is distinct from b.expected_close_on as is_close,
			a.owner_name is distinct from b.owner_name as is_owner
		from numbered as n
		inner join stg_snapshot_deals as b on b.series_number = n.series_number and b.snapshot_at = n.snapshot_at
		left join stg_snapshot_deals as a
			on a.series_number = n.series_number and a.snapshot_at = n.previous_at and a.deal_key = b.deal_key
	)
	select
		series_number, snapshot_at,
		count(*) filter (before_key is null) as appeared,
		count(before_key) as stayed,
		count(*) filter (before_key is not null and is_stage) as stage,
		count(*) filter (before_key is not null and is_amount) as amount,
		count(*) filter (before_key is not null and is_close) as expected_close,
		count(*) filter (before_key is not null and is_owner) as owner
	from pairs group by series_number, snapshot_at`;

/** The snapshots with what is new in each, oldest first; none if there are no exports of several days. */
export async function snapshotReports(
	engine: Engine,
	dealFiles: readonly MappedFile[],
	hasSnapshots: boolean,
	options?: RunOptions,
): Promise<SnapshotReport[]> {
	if (!hasSnapshots) return [];
	const sources = await engine.query(
		`select distinct series_number, strftime(snapshot_on, '%Y-%m-%d') as day, file_index
		from deal_rows where snapshot_on is not null order by series_number, day, file_index`,
		options,
	);
	const { rows } = await engine.query(
		`select s.series_number, strftime(day_of(s.snapshot_at), '%Y-%m-%d') as day, s.deals, s.previous_at is not null as has_before,
			p.deals as deals_before, c.appeared, c.stayed, c.stage, c.amount, c.expected_close, c.owner
		from stg_snapshots as s
		inner join (${CHANGES}) as c on c.series_number = s.series_number and c.snapshot_at = s.snapshot_at
		left join stg_snapshots as p on p.series_number = s.series_number and p.snapshot_at = s.previous_at
		order by s.series_number, s.snapshot_at`,
		options,
	);
	const evidenceOf = (file: MappedFile) =>
		hasRole(file, 'snapshot_day')
			? 'a column of its own tells the day'
			: (file.mapping.snapshotEvidence ?? 'the mapping tells the day');
	return rows.map((row) => {
		const n = (name: string) => Number(row[name] ?? 0);
		return {
			day: String(row['day']) as Day,
			files: sources.rows
				.filter((source) => source['series_number'] === row['series_number'] && source['day'] === row['day'])
				.flatMap((source) => dealFiles.find(({ index }) => index === Number(source['file_index'])) ?? [])
				.map((file) => ({ file: file.raw.file, evidence: evidenceOf(file) })),
			deals: n('deals'),
			changes: row['has_before']
				? {
						appeared: n('appeared'),
						vanished: n('deals_before') - n('stayed'),
						stage: n('stage'),
						amount: n('amount'),
						expected_close: n('expected_close'),
						owner: n('owner'),
					}
				: null,
		};
	});
}
