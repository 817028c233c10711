import type { Day } from '../base/day';
import type { StageKind } from '../model/catalog';
import type { StepMeasure } from '../model/step-measures';

/**
 * How an export is read: what `funnelscope map` prints, what the review dialog edits, and what is remembered
 * for the next export of the same layout. Plain JSON.
 */
export interface Mapping {
	version: 1;
	files: FileMapping[];
	process: ProcessMapping;
	/** Spellings that a person has accepted; applied wherever the column is read. None are made without being here. */
	corrections?: AcceptedCorrection[];
	/** Exchange rates told by hand, beside those of files. Without any rate no amount is converted. */
	rates?: RateMapping[];
	/**
	 * The time zone whose days are the days of the workspace, by its IANA name, such as `Europe/Berlin`; without one UTC.
	 * Times that name no offset are by its clock.
	 */
	timeZone?: string;
}

/** What one row of a file is. */
export type FileKind =
	| 'deals'
	| 'stage_history'
	| 'leads'
	| 'accounts'
	| 'products'
	| 'people' // owners, with their teams
	| 'subscriptions'
	| 'orders'
	| 'targets'
	| 'spend' // what lead sources cost
	| 'rates' // of exchange
	| 'ignored';

/** In every column of this key, `from` is read as `to`. */
export interface AcceptedCorrection {
	/** The key of a segment (`product`, `source`, `industry`): a role, or the slug of a header. */
	column: string;
	from: string;
	to: string;
}

/** 1 unit of `currency` is `rate` units of `to` from `from` (a day; null: always) on. */
export interface RateMapping {
	currency: string;
	to: string;
	rate: number;
	from: string | null;
}

export interface FileMapping {
	/** Name of the file. */
	file: string;
	kind: FileKind;
	/** `salesforce.opportunity_report`, `hubspot.deals_view`, … or `generic`. */
	layout: string;
	/** 0..1, with the reasons behind it. */
	confidence: number;
	evidence: string[];
	/**
	 * The day of which an export of deals is, where several of different days were given; null if it is a part of one
	 * list and no export of a day of its own. A column of role `snapshot_day` tells the day of each row instead.
	 */
	snapshotDay?: Day | null;
	/** What tells the day, or that an answer did. */
	snapshotEvidence?: string;
	columns: ColumnMapping[];
}

/** Why a file is left out that looks like nothing known. */
export const OF_NO_KIND =
	'neither opportunities nor a stage history, nor leads, accounts, products, people, subscriptions, orders, targets, spend or exchange rates';

/** What a column is to the model. `segment` keeps it as something to filter and group by. */
export type ColumnRole =
	| 'id'
	| 'name'
	| 'account'
	| 'owner'
	| 'source'
	| 'pipeline'
	| 'amount'
	| 'closed_amount' // what a closed deal came to, where the amount is an estimate
	| 'currency'
	| 'stage' // current stage, or in a history file the stage entered
	| 'from_stage'
	| 'stage_before_end' // the last open stage of a deal that stands in an end
	| 'stage_since' // when the deal entered the stage that it stands in
	| 'status' // outcome words: open, won, lost
	| 'is_won' // flags
	| 'is_lost'
	| 'is_closed'
	| 'is_active' // false: archived, and lost unless it was won
	| 'record_kind' // what a row is where one table holds leads and opportunities
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
	| 'snapshot_day' // the day of which a row is, in a file of several exports
	| 'deleted_at'
	| 'entered_stage' // one date-entered column a stage
	| 'product'
	| 'team'
	| 'manager'
	| 'job' // what a person is: a role or title
	| 'lead' // deals: the lead that became the deal
	| 'deal' // leads: the deal that the lead became
	| 'converted_at' // leads
	| 'is_converted'
	| 'starts' // first day of a subscription, a period, or a time in a team
	| 'ends' // last day of it, included
	| 'ends_before' // the day after its last
	| 'period' // a period as text: 2025-01, 2025-Q1, Jan 2025, 2025
	| 'period_type' // month, quarter, year: how long a period is that has a start alone
	| 'year' // of a period whose month or quarter stands in another column
	| 'ordered_at' // orders
	| 'billing_period' // subscriptions: what the amount is paid for, in words
	| 'measure' // targets: what is to be reached, in words
	| 'target'
	| 'rate' // units of to_currency for 1 of currency
	| 'inverse_rate' // units of currency for 1 of to_currency
	| 'to_currency'
	| 'segment'
	| 'ignored';

export type Reading =
	/** `blanks`: words that in this column say that there is nothing. */
	| { as: 'text'; blanks?: string[] }
	/**
	 * `decimal` is the decimal mark of the column; grouping marks and currency signs are stripped. `divisor` for amounts
	 * in cents or micros, `factor` for those whose header says thousands or millions; `namesCurrency` where values name their currency themselves and no column does.
	 */
	| { as: 'number'; decimal: '.' | ','; divisor?: number; factor?: number; namesCurrency?: boolean }
	| { as: 'flag' }
	/**
	 * strptime formats, tried in order, or `epoch_s`, `epoch_ms`, `epoch_us`, `epoch_ns`, `spreadsheet_day`; with `~`,
	 * `≈` or `≁` before them for dates in words (of Croatian, of no language that tells what shared words mean), with `^` where the day alone counts. `dateOnly` if no value has a time of day.
	 */
	| { as: 'date'; formats: string[]; dateOnly: boolean };

export type PeriodLength = 'day' | 'week' | 'month' | 'quarter' | 'year';
export type TargetMeasure = 'won_amount' | 'won_deals' | 'created_deals';

export interface FieldReadings {
	amount?: Reading;
	expected_close?: Reading;
}

export interface ColumnMapping {
	/** Header as in the file, and its 0-based position (headers may repeat or be empty). */
	header: string;
	position: number;
	role: ColumnRole;
	/** For `entered_stage`: the stage whose entry it dates. */
	stage?: string;
	/** For the id of a log: the header of the column of the list in which these ids stand, where that is not its id. */
	keys?: string;
	/** For `status`: what its values mean, folded, beside the words that mean it everywhere. */
	outcomes?: Record<string, 'open' | 'won' | 'lost' | 'parked'>;
	/** For `modified`: it dates the close of closed deals, for want of a column that does. */
	datesClose?: boolean;
	/** 0..1: how sure it is that the column plays its role and is read right. */
	confidence?: number;
	/** For an amount, target or rate that stands in a column of its own for each period: which one, e.g. `2025-01`. */
	period?: string;
	/** For the amount of a subscription: the time that it is paid for. */
	per?: PeriodLength;
	/** For `starts` without an end: how long the period is. */
	spans?: PeriodLength;
	/** For `target`: what is to be reached. */
	measure?: TargetMeasure;
	/** The currency that the header names: of its amounts, or of its rates. */
	currency?: string;
	/**
	 * Codes of what names currencies otherwise: for a column of currencies the names in it, for amounts the signs of several
	 * countries, where the other files tell which is meant.
	 */
	codes?: Record<string, string>;
	/** For rates of a file without a column of it: the currency that they convert to. */
	to?: string;
	reading: Reading;
	/** The decimal mark is the usual one of such a file: no value proves it. */
	isAssumed?: boolean;
	/** For the values of a log of several fields: how those of fields other than the stage are read. */
	fields?: FieldReadings;
	/** Why it is read so, in words and counts, e.g. `88 of 9,500 values prove day first`. */
	evidence: string;
}

export interface ProcessMapping {
	/** In order. Open stages get ranks 1..k in this order. */
	stages: StageMapping[];
	/**
	 * Labels that mean another stage in a pipeline: its rows are read as if they wrote `Qualified (Renewals)`, and that is
	 * the label that stages list, with dates or without.
	 */
	parted?: PartedLabel[];
	/** Why the order and the kinds are what they are. */
	evidence: string[];
}

/** A label as the rows of a pipeline write it. Labels are matched as those of stages are, pipelines exactly. */
export interface PartedLabel {
	label: string;
	pipeline: string;
}

/** One step of the process: what it is called, which labels mean it, and what the team expects of it. */
export interface StageMapping {
	label: string;
	kind: StageKind;
	/**
	 * Labels of the exports that mean this stage, matched after folding case and spaces, on all days that no dated
	 * label says otherwise. The stage's own name is one of them unless another stage lists it.
	 */
	labels: string[];
	/** Labels that meant this stage for a time: of stages that were renamed, split, merged or retired. */
	datedLabels?: DatedLabel[];
	/** What the step is for. */
	purpose?: string;
	/** What must be true before a deal enters it. */
	entryCriteria?: string;
	/** Who answers for it. */
	owner?: string;
	/** How the step is judged; without one, as a step of its name mostly is, else by the share that moves on. */
	measure?: StepMeasure;
	/** What the measure should come to, in its unit: ratios 0..1, durations in days. */
	target?: number;
}

/** A label that means its stage in `[from, before)`; null is unbounded. An event is read by its own day. */
export interface DatedLabel {
	label: string;
	from: Day | null;
	before: Day | null;
}

/** Something only the user can decide; until then nothing that rests on it is computed. */
export interface Question {
	code:
		| 'ambiguous-dates'
		| 'ambiguous-decimal'
		| 'ambiguous-rates'
		| 'ambiguous-scale'
		| 'day-numbers'
		| 'snapshot-day'
		| 'log-key'
		| 'no-id'
		| 'no-stage'
		| 'stage-order'
		| 'stage-kind';
	file: string;
	column?: string;
	/** With its evidence: `9,412 of 9,500 fit both; none proves either.` */
	text: string;
	/** What may be answered, and the change of the mapping each answer makes. */
	choices: { label: string; patch: (mapping: Mapping) => Mapping }[];
	/** Where the answer may also be a day of the person's own. */
	day?: (mapping: Mapping, day: Day) => Mapping;
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

/** A spelling that looks like another one. Offered, never made: copy it into `mapping.corrections` to accept it. */
export interface Correction extends AcceptedCorrection {
	/** The file whose rows hold `from`, or null for several. */
	file: string | null;
	rows: number;
	/** `the same but for a space; products.csv has “GTX Pro”, and no “GTXPro”`. */
	evidence: string;
}

/** How the rows of one kind found those of another, both ways. */
export interface JoinReport {
	from: FileKind;
	to: FileKind;
	/** What is joined on: the key of a column, e.g. `account`, `owner`, `product`. */
	column: string;
	/** Rows of `from`: all = blank + matched + unmatched. */
	rows: number;
	rows_blank: number;
	rows_matched: number;
	rows_unmatched: number;
	/** Values of `from` that `to` does not have, most rows first, the first 100; and how many there are. */
	unmatched: { value: string; rows: number }[];
	values_unmatched: number;
	/** Values of `to` that no row of `from` names, by name, the first 100; and how many there are. */
	unused: string[];
	values_unused: number;
}

/** What was done about currencies; null in a report where there are no rates. */
export interface MoneyReport {
	/** The currency that amounts are converted to. */
	to: string;
	/** Amounts converted, by kind of file and currency. */
	converted: { kind: FileKind; currency: string; rows: number }[];
	/** Amounts left in their currency, for want of a rate that was in force. */
	without_rate: { kind: FileKind; currency: string | null; rows: number }[];
}

/** The exports of one day, of a list of deals of which exports of several days were given; oldest first in a report. */
export interface SnapshotReport {
	day: Day;
	/** Files that are of this day, or hold rows of it, with what tells so. */
	files: { file: string; evidence: string }[];
	deals: number;
	/** Against the export before it; null for the first. */
	changes: SnapshotChanges | null;
}

/** Deals by what is new of them. */
export interface SnapshotChanges {
	appeared: number;
	vanished: number;
	stage: number;
	amount: number;
	expected_close: number;
	owner: number;
}

export interface IntakeReport {
	files: FileReport[];
	joins: JoinReport[];
	/** Offered, not made. */
	corrections: Correction[];
	money: MoneyReport | null;
	/** Empty unless exports of several days were given. */
	snapshots: SnapshotReport[];
	/** The first 1,000 rows set aside; counts are complete. */
	set_aside: SetAsideRow[];
	/** Things that were read right but should be known: sentences. */
	warnings: string[];
	/** Open questions, as text; an import with any of them has no numbers. */
	questions: string[];
}
