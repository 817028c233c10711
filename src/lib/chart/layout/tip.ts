/** A rectangle in px. */
export interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** What a mark says when pointed at. */
export interface Tip {
	title: string;
	/** The number that matters; empty where only words are told. */
	value: string;
	lines: string[];
	definition: string;
}
