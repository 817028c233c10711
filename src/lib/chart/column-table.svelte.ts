import {
	columnOrderingFeature,
	columnPinningFeature,
	columnResizingFeature,
	columnSizingFeature,
	columnVisibilityFeature,
	constructTable,
	functionalUpdate,
	metaHelper,
	rowSortingFeature,
	tableFeatures,
	type ColumnDef,
	type columnResizingState,
	type Header,
	type Table,
} from '@tanstack/table-core';
import { storeReactivityBindings } from '@tanstack/table-core/store-reactivity-bindings';
import type { TableColumn } from './layout/table';

export interface VirtualColumn extends TableColumn {
	/** Width as CSS grid takes it, e.g. `12rem` or `minmax(8rem, 1fr)`. */
	width?: string;
	/** What a reader can narrow it to, in em of the table's type; without it 5. */
	least?: number;
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

/** Widths in px by the key of a column. */
export type Widths = Readonly<Record<string, number>>;

export interface ColumnTableOptions {
	/** All columns that there are, in the order that they have by themselves. */
	columns: readonly VirtualColumn[];
	/** Keys of those that stand; null is all. */
	shown?: readonly string[] | null;
	/** Keys in the order that their columns stand in; those not named follow in their own. The name is always first. */
	order?: readonly string[];
	/** Of the columns that the reader made wider or narrower; the others share what is left. */
	widths?: Widths;
	/** What the rows are in order of, the first column first. */
	sort?: readonly SortKey[];
	/** Another order was asked for. */
	onsort?: (sort: readonly SortKey[]) => void;
	/** Other columns were chosen: their keys. */
	onshow?: (keys: readonly string[]) => void;
	/** A column was moved: the keys of all columns in order. Without it none can be. */
	onmove?: (keys: readonly string[]) => void;
	/** A column was made wider or narrower, or is to have its own width again. Without it none can be. */
	onsize?: (widths: Widths) => void;
}

/** In px. */
export const MOST_WIDTH = 1_200;
const LEAST_EM = 5;
const NO_WIDTHS: Widths = {};
const AT_REST: columnResizingState = {
	columnSizingStart: [],
	deltaOffset: null,
	deltaPercentage: null,
	isResizingColumn: false,
	startOffset: null,
	startSize: null,
};

const FEATURES = tableFeatures({
	columnOrderingFeature,
	columnPinningFeature,
	columnResizingFeature,
	columnSizingFeature,
	columnVisibilityFeature,
	rowSortingFeature,
	columnMeta: metaHelper<VirtualColumn>(),
	coreReactivityFeature: storeReactivityBindings(),
});
type Features = typeof FEATURES;

/** The library is told columns and never a row: of a million it would make a million objects. */
const NO_ROWS: readonly object[] = [];

const definition = (column: VirtualColumn, em: number): ColumnDef<Features, object> => ({
	id: column.key,
	header: column.label,
	accessorFn: () => null,
	enableSorting: column.isSortable ?? false,
	sortDescFirst: column.descendingFirst ?? false,
	enableHiding: !column.isName,
	minSize: Math.round((column.least ?? LEAST_EM) * em),
	maxSize: MOST_WIDTH,
	meta: column,
});

/**
 * The columns of a table and what its reader makes of them – which stand, in what order, how wide, and what the rows are in
 * order of – by the rules of TanStack Table. All state is the caller's: what is asked for is told, and shows once the
 * options say it.
 */
export class ColumnTable {
	/** Size of the table's type, in px, as it is drawn. */
	em = $state(12);
	isRightToLeft = $state(false);
	#read: () => ColumnTableOptions;
	#given = $derived.by(() => this.#read().columns);
	#definitions = $derived.by(() => this.#given.map((column) => definition(column, this.em)));
	#shown = $derived.by(() => this.#read().shown);
	#visibility = $derived.by(() => {
		const chosen = this.#shown;
		return Object.fromEntries(
			this.#given.map(({ key, isName }) => [key, isName === true || !chosen || chosen.includes(key)]),
		);
	});
	#order = $derived.by(() => {
		const names = this.#given.flatMap(({ key, isName }) => (isName ? [key] : []));
		return [...names, ...(this.#read().order ?? []).filter((key) => !names.includes(key))];
	});
	#sorting = $derived.by(() =>
		(this.#read().sort ?? []).map(({ column, descending }) => ({ id: column, desc: descending })),
	);
	#pinning = $derived.by(() => ({
		start: this.#given.flatMap(({ key, isName }) => (isName ? [key] : [])),
		end: [],
	}));
	#resizing = $state.raw(AT_REST);
	/** The widths while an edge is held; they are told when it is let go. */
	#held = $state.raw<Widths | null>(null);
	/** An edge was broken off: the library goes on following the pointer until it is let go, and is not heard. */
	#isBrokenOff = false;
	/** How wide the columns are drawn. */
	#drawn = $state.raw<Widths>(NO_WIDTHS);
	#widths = $derived.by(() => this.#held ?? this.#read().widths ?? NO_WIDTHS);
	#sizing = $derived.by((): Record<string, number> => ({ ...this.#drawn, ...this.#widths }));
	/**
	 * Made anew of whatever of its state changes: it holds the columns alone, and so stays as plain as what it is made of.
	 */
	#table = $derived.by((): Table<Features, object> =>
		constructTable<Features, object>({
			features: FEATURES,
			data: NO_ROWS,
			columns: this.#definitions,
			manualSorting: true,
			columnResizeMode: 'onChange',
			columnResizeDirection: this.isRightToLeft ? 'rtl' : 'ltr',
			enableColumnResizing: this.canSize,
			state: {
				columnVisibility: this.#visibility,
				columnOrder: this.#order,
				columnSizing: this.#sizing,
				columnResizing: this.#resizing,
				columnPinning: this.#pinning,
				sorting: this.#sorting,
			},
			onColumnVisibilityChange: (updater) => {
				const next = functionalUpdate(updater, this.#visibility);
				this.#read().onshow?.(this.all.map(({ key }) => key).filter((key) => next[key] ?? true));
			},
			onColumnOrderChange: (updater) => this.#read().onmove?.(functionalUpdate(updater, this.#order)),
			onColumnSizingChange: (updater) => {
				if (!this.#isBrokenOff) this.#size(functionalUpdate(updater, this.#sizing));
			},
			onColumnResizingChange: (updater) => {
				if (!this.#isBrokenOff) this.#hold(functionalUpdate(updater, this.#resizing));
			},
			onSortingChange: (updater) => {
				const next = functionalUpdate(updater, this.#sorting);
				this.#read().onsort?.(next.map(({ id, desc }) => ({ column: id, descending: desc })));
			},
		}),
	);
	#before: readonly VirtualColumn[] = [];
	// Rows are drawn again only where their columns are others, not where a table has been made of the same ones.
	#standing = $derived.by(() => {
		const now = this.heads.flatMap(({ column }) => column.columnDef.meta ?? []);
		const isSame = now.length === this.#before.length && now.every((each, at) => each === this.#before[at]);
		if (!isSame) this.#before = now;
		return this.#before;
	});

	constructor(read: () => ColumnTableOptions) {
		this.#read = read;
	}

	/** The heads of the columns that stand, in order. */
	get heads(): readonly Header<Features, object, unknown>[] {
		return this.#table.getHeaderGroups()[0]?.headers ?? [];
	}

	/** The columns that stand, in order: the same array as long as they are. */
	get columns(): readonly VirtualColumn[] {
		return this.#standing;
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

	get canMove(): boolean {
		return this.#read().onmove !== undefined;
	}

	get canSize(): boolean {
		return this.#read().onsize !== undefined;
	}

	/** The tracks of the columns that stand, as CSS grid takes them. */
	get tracks(): readonly string[] {
		return this.columns.map(({ key, width }) => {
			const own = this.#widths[key];
			return own === undefined ? (width ?? 'minmax(7rem, 1fr)') : `${own}px`;
		});
	}

	/** The width that the reader gave a column, in em of the table's type; undefined where it has its own. */
	widthOf(key: string): number | undefined {
		const width = this.#widths[key];
		return width === undefined ? undefined : width / this.em;
	}

	/** Width of all columns that stand, in px. */
	get total(): number {
		return this.#table.getTotalSize();
	}

	/** Width of the columns that stay where they are when the others are scrolled, in px. */
	get pinned(): number {
		return this.#table.getStartTotalSize();
	}

	/** What can be said of a column's width, in px. */
	sizeOf(key: string): { now: number; least: number; isHeld: boolean } {
		const column = this.#table.getColumn(key);
		return {
			now: Math.round(column?.getSize() ?? 0),
			least: column?.columnDef.minSize ?? 0,
			isHeld: column?.getIsResizing() ?? false,
		};
	}

	/** Columns are drawn so wide. */
	drawn(widths: Widths): void {
		this.#drawn = { ...this.#drawn, ...widths };
	}

	/** The edge of a head is held by a mouse or a finger: it follows until it is let go. */
	hold(key: string, event: MouseEvent | TouchEvent): void {
		this.#isBrokenOff = false;
		this.heads.find(({ column }) => column.id === key)?.getResizeHandler()(event);
	}

	/** The edge that is held goes back to where it was, wherever it is let go; false where none is held. */
	breakOff(): boolean {
		if (this.#resizing.isResizingColumn === false) return false;
		this.#isBrokenOff = true;
		this.#resizing = AT_REST;
		this.#held = null;
		return true;
	}

	/** Makes a column wider by `px`, or narrower. */
	widen(key: string, px: number): void {
		const width = this.#sizing[key];
		if (width !== undefined) this.#size({ ...this.#sizing, [key]: width + px });
	}

	/** A column is to have the width that it has by itself. */
	resetSize(key: string): void {
		const { [key]: _own, ...others } = this.#sizing;
		this.#size(others);
	}

	/** An edge is held, or is let go: then its widths are told. */
	#hold(next: columnResizingState): void {
		this.#resizing = next;
		const held = this.#held;
		if (next.isResizingColumn !== false || held === null) return;
		this.#held = null;
		this.#read().onsize?.(held);
	}

	/**
	 * A column that was made wider or narrower stays so, and so do those before it: the edge follows the pointer, and only
	 * those behind it share what is left.
	 */
	#size(next: Widths): void {
		const before = this.#sizing;
		const widths: Record<string, number> = { ...this.#widths };
		const keys = this.columns.map(({ key }) => key);
		const changed = keys.filter((key) => next[key] !== before[key]);
		for (const key of changed) {
			const asked = next[key];
			if (asked === undefined) {
				delete widths[key];
				continue;
			}
			for (const fixed of keys.slice(0, keys.indexOf(key))) {
				const drawn = this.#drawn[fixed];
				if (drawn !== undefined) widths[fixed] ??= drawn;
			}
			widths[key] = Math.min(MOST_WIDTH, Math.max(this.sizeOf(key).least, asked));
		}
		if (changed.length === 0) return;
		if (this.#resizing.isResizingColumn === false) this.#read().onsize?.(widths);
		else this.#held = widths;
	}

	/**
	 * The column that one would stand beside after `by` places more: among those that stand, or all. Nothing comes before
	 * the name.
	 */
	beside(key: string, by: number, isOfAll = false): VirtualColumn | undefined {
		const movable = (isOfAll ? this.all : this.columns).filter(({ isName }) => !isName);
		const place = movable.findIndex((column) => column.key === key);
		return place < 0 ? undefined : movable[place + by];
	}

	/** Moves a column by so many places; false where there is no place, or none may be moved. */
	step(key: string, by: number, isOfAll = false): boolean {
		const target = this.beside(key, by, isOfAll);
		if (!target || !this.canMove) return false;
		this.move(key, target.key, by > 0);
		return true;
	}

	/** Moves a column before another one, or behind it. */
	move(key: string, target: string, isBehind: boolean): void {
		if (key === target) return;
		const rest = this.all.map((column) => column.key).filter((other) => other !== key);
		rest.splice(rest.indexOf(target) + (isBehind ? 1 : 0), 0, key);
		this.#table.setColumnOrder(rest);
	}
}
