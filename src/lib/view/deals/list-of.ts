import type { Catalog } from '../../model/catalog';
import { isOrderColumn, orderText } from '../../model/deal-order';
import { WHOLE_LIST, type ViewState } from '../../share/state';

/** What the list of deals is asked by, but for its page. */
export const listParams = (
	{ pick, path, took, search, sort, skips, optional }: ViewState,
	catalog: Pick<Catalog, 'segments'>,
) => ({
	stage_rank: pick?.rank ?? null,
	bucket: pick?.bucket ?? null,
	to_rank: pick?.to ?? null,
	path: path === null ? null : path.join('.'),
	took_from_days: took?.from ?? null,
	took_before_days: took?.before ?? null,
	skips,
	optional_stages: optional.length === 0 ? null : optional.join(','),
	search: search.trim() === '' ? null : search.trim(),
	// An address may name columns that these data lack: it is told, and the rest of the order holds.
	sort: orderText(sort.filter(({ column }) => isOrderColumn(column, catalog))),
});

/** The change of the view that leads to a list of deals, whatever list was looked at before. */
export const listed = (
	narrowed: Partial<Pick<ViewState, 'pick' | 'path' | 'took' | 'scope' | 'skips'>>,
): Partial<ViewState> => ({ place: 'deals', ...WHOLE_LIST, search: '', ...narrowed });

/** The deals that the results of a window rest on (metrics §5): what was won in it, whenever it began. */
export const wonIn = (scope: ViewState['scope'], lastRank: number): Partial<ViewState> =>
	listed({
		scope: { ...scope, basis: 'activity' },
		pick: { rank: lastRank, bucket: 'moved_on' },
		skips: 'imputed',
	});

/** The open pipeline as it stands, which knows no window. */
export const openPipeline = (scope: ViewState['scope']): Partial<ViewState> =>
	listed({
		scope: { ...scope, from: null, to: null, basis: 'cohort' },
		pick: { rank: 1, bucket: 'all_open' },
	});
