import {
	columnOrderingFeature,
	columnPinningFeature,
	columnVisibilityFeature,
	createTable,
	functionalUpdate,
	metaHelper,
	rowSortingFeature,
	tableFeatures,
	type ColumnDef,
	type Header,
	type Table,
} from '@tanstack/svelte-table';
import type { TableColumn } from './layout/table';

export interface VirtualColumn extends TableColumn {
	/** Width as CSS grid takes it, e.g. `12rem` or `minmax(8rem, 1fr)`. */
	width?: string;
	/** Whether its head asks for another order. */
	isSortable?: boolean;
	/** Whether the first order asked for is the largest or latest first. */
	descendingFirst?: boolean;
	/** Whether it names the row: it always stands, and first. */
	isName?: boolean;
}

export interface SortKey {
	column: string;
	descending: boolean;
}

export interface ColumnTableOptions {
	/** All columns that there are, in the order that they have by themselves. */
	columns: readonly VirtualColumn[];
	/** Keys of those that stand; null is all. */
	shown?: readonly string[] | null;
	/** What the rows are in order of, the first column first. */
	sort?: readonly SortKey[];
	/** Another order was asked for. */
	onsort?: (sort: readonly SortKey[]) => void;
	/** Other columns were chosen: their keys. */
	onshow?: (keys: readonly string[]) => void;
}

const FEATURES = tableFeatures({
	columnOrderingFeature,
	columnPinningFeature,
	columnVisibilityFeature,
	rowSortingFeature,
	columnMeta: metaHelper<VirtualColumn>(),
});
type Features = typeof FEATURES;

/** The library is told columns and never a row: of a million it would make a million objects. */
const NO_ROWS: readonly object[] = [];

const definition = (column: VirtualColumn): ColumnDef<Features, object> => ({
	id: column.key,
	header: column.label,
	accessorFn: () => null,
	enableSorting: column.isSortable ?? false,
	sortDescFirst: column.descendingFirst ?? false,
	enableHiding: !column.isName,
	meta: column,
});

/**
 * The columns of a table and what its reader makes of them – which stand, and what the rows are in order of – by the rules
 * of TanStack Table. All state is the caller's: what is asked for is told, and shows once the options say it. To be made
 * while a component is set up.
 */
export class ColumnTable {
	#read: () => ColumnTableOptions;
	#definitions = $derived.by(() => this.#read().columns.map(definition));
	#visibility = $derived.by(() => {
		const { columns, shown } = this.#read();
		return Object.fromEntries(
			columns.map(({ key, isName }) => [key, isName === true || !shown || shown.includes(key)]),
		);
	});
	#sorting = $derived.by(() =>
		(this.#read().sort ?? []).map(({ column, descending }) => ({ id: column, desc: descending })),
	);
	#pinning = $derived.by(() => ({
		start: this.#read().columns.flatMap(({ key, isName }) => (isName ? [key] : [])),
		end: [],
	}));
	readonly #table: Table<Features, object>;

	constructor(read: () => ColumnTableOptions) {
		this.#read = read;
		// eslint-disable-next-line @typescript-eslint/no-this-alias -- the getters below have a `this` of their own
		const own = this;
		this.#table = createTable<Features, object>({
			features: FEATURES,
			data: NO_ROWS,
			manualSorting: true,
			get columns() {
				return own.#definitions;
			},
			state: {
				get columnVisibility() {
					return own.#visibility;
				},
				get columnPinning() {
					return own.#pinning;
				},
				get sorting() {
					return own.#sorting;
				},
			},
			onColumnVisibilityChange: (updater) => {
				const next = functionalUpdate(updater, this.#visibility);
				this.#read().onshow?.(this.all.map(({ key }) => key).filter((key) => next[key] ?? true));
			},
			onSortingChange: (updater) => {
				const next = functionalUpdate(updater, this.#sorting);
				this.#read().onsort?.(next.map(({ id, desc }) => ({ column: id, descending: desc })));
			},
		});
	}

	/** The heads of the columns that stand, in order. */
	get heads(): readonly Header<Features, object, unknown>[] {
		return this.#table.getHeaderGroups()[0]?.headers ?? [];
	}

	/** The columns that stand, in order. */
	get columns(): readonly VirtualColumn[] {
		return this.heads.flatMap(({ column }) => column.columnDef.meta ?? []);
	}

	/** All columns in order, be they shown or not. */
	get all(): readonly VirtualColumn[] {
		return this.#table.getAllLeafColumns().flatMap(({ columnDef }) => columnDef.meta ?? []);
	}

	get sort(): readonly SortKey[] {
		return this.#read().sort ?? [];
	}

	canOrder(key: string): boolean {
		return this.#read().onsort !== undefined && this.#table.getColumn(key)?.getCanSort() === true;
	}

	/**
	 * Asks for the order after a click on the head of `key`: by it alone the first way, then the other way, then as at
	 * first. Added to what there is, it comes after all others, turns, and leaves again.
	 */
	order(key: string, isAdded: boolean): void {
		const column = this.#table.getColumn(key);
		if (!column) return;
		// A click on one of several leaves it alone, the first way; by itself the library would turn it.
		const isOneOfMany = !isAdded && this.#sorting.length > 1 && column.getIsSorted() !== false;
		column.toggleSorting(isOneOfMany ? column.getFirstSortDir() === 'desc' : undefined, isAdded);
	}

	isShown(key: string): boolean {
		return this.#table.getColumn(key)?.getIsVisible() ?? false;
	}

	canHide(key: string): boolean {
		return this.#table.getColumn(key)?.getCanHide() ?? false;
	}

	/** Shows a column that does not stand, or takes away one that does. */
	toggle(key: string): void {
		this.#table.getColumn(key)?.toggleVisibility();
	}
}
