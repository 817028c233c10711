import type { StageKind } from '../model/catalog';

/**
 * How an export is read: what `funnelscope map` prints, what the review dialog edits, and what is remembered
 * for the next export of the same layout. Plain JSON.
 */
export interface Mapping {
	version: 1;
	files: FileMapping[];
	process: ProcessMapping;
}

export type FileKind = 'deals' | 'stage_history' | 'ignored';

export interface FileMapping {
	/** Name of the file. */
	file: string;
	kind: FileKind;
	/** `salesforce.opportunity_report`, `hubspot.deals_view`, … or `generic`. */
	layout: string;
	/** 0..1, with the reasons behind it. */
	confidence: number;
	evidence: string[];
	columns: ColumnMapping[];
}

/** What a column is to the model. `segment` keeps it as something to filter and group by. */
export type ColumnRole =
	| 'id'
	| 'name'
	| 'account'
	| 'owner'
	| 'source'
	| 'pipeline'
	| 'amount'
	| 'currency'
	| 'stage' // current stage, or in a history file the stage entered
	| 'from_stage'
	| 'status' // outcome words: open, won, lost
	| 'is_won' // flags
	| 'is_lost'
	| 'is_closed'
	| 'created'
	| 'closed' // close date: actual once closed, expected while open, unless expected_close is mapped too
	| 'won_at'
	| 'lost_at'
	| 'expected_close'
	| 'changed_at' // history: when the stage was entered
	| 'changed_field' // field history: which field the row is about
	| 'modified'
	| 'lost_reason'
	| 'probability'
	| 'deleted'
	| 'entered_stage' // one date-entered column a stage
	| 'segment'
	| 'ignored';

export type Reading =
	| { as: 'text' }
	/** `decimal` is the decimal mark of the column; grouping marks and currency signs are stripped. */
	| { as: 'number'; decimal: '.' | ',' }
	| { as: 'flag' }
	/** strptime formats, tried in order; `dateOnly` if no value has a time of day. */
	| { as: 'date'; formats: string[]; dateOnly: boolean };

export interface ColumnMapping {
	/** Header as in the file, and its 0-based position (headers may repeat or be empty). */
	header: string;
	position: number;
	role: ColumnRole;
	/** For `entered_stage`: the stage whose entry it dates. */
	stage?: string;
	reading: Reading;
	/** Why it is read so, in words and counts, e.g. `88 of 9,500 values prove day first`. */
	evidence: string;
}

export interface ProcessMapping {
	/** In order. Open stages get ranks 1..k in this order. */
	stages: StageMapping[];
	/** Why the order and the kinds are what they are. */
	evidence: string[];
}

export interface StageMapping {
	label: string;
	kind: StageKind;
	/** Labels of the exports that mean this stage, matched after folding case and spaces. */
	labels: string[];
}

/** Something only the user can decide; until then nothing that rests on it is computed. */
export interface Question {
	code: 'ambiguous-dates' | 'ambiguous-decimal' | 'no-id' | 'no-stage' | 'stage-order' | 'stage-kind';
	file: string;
	column?: string;
	/** With its evidence: `9,412 of 9,500 fit both; none proves either.` */
	text: string;
	/** What may be answered, and the change of the mapping each answer makes. */
	choices: { label: string; patch: (mapping: Mapping) => Mapping }[];
}

/** A row that was read and not kept. */
export interface SetAsideRow {
	file: string;
	/** 1-based line of the file on which the record begins. */
	line: number;
	reason: string;
	/** The record as it stood, cut to 500 characters. */
	text: string;
}

export interface FileReport {
	file: string;
	kind: FileKind;
	layout: string;
	encoding: string;
	delimiter: string;
	header_line: number;
	/** rows_read = rows_kept + rows_set_aside, always. */
	rows_read: number;
	rows_kept: number;
	rows_set_aside: number;
	/** Reasons with their counts, most first. */
	reasons: { reason: string; rows: number }[];
	columns: {
		header: string;
		role: ColumnRole;
		evidence: string;
		blanks: number;
		/** Values that could not be read as their type and became null. */
		unreadable: number;
		samples: string[];
	}[];
}

export interface IntakeReport {
	files: FileReport[];
	/** The first 1,000 rows set aside; counts are complete. */
	set_aside: SetAsideRow[];
	/** Things that were read right but should be known: sentences. */
	warnings: string[];
	/** Open questions, as text; an import with any of them has no numbers. */
	questions: string[];
}
