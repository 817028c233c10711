import { accountAt } from './company';
import { asRecorded, deletedDeal } from './faults';
import type { Deal } from './faults';
import { quotedRow, plainRow } from './layouts/csv';
import { DEAL_HEADERS, dealRow } from './layouts/hubspot';
import {
	accountRow,
	accountsHeader,
	spendFile,
	subscriptionsFile,
	targetsFile,
	teamsFile,
} from './layouts/plain';
import {
	FOOTER_LINES,
	HISTORY_HEADERS,
	OPPORTUNITY_HEADERS,
	historyRows,
	opportunityRows,
	reportFooter,
} from './layouts/salesforce';
import { Market } from './market';
import { Streams } from './random';
import { Truths } from './truths';
import type { TruthsFile } from './truths';

/** The seed of the committed files, and about how many deals they hold. */
export const SAMPLE_SEED = 'brightwater-39';
export const SAMPLE_DEALS = 5800;

export const OPPORTUNITIES = 'salesforce-opportunities.csv';
export const HISTORY = 'salesforce-opportunity-history.csv';
export const HUBSPOT = 'hubspot-deals.csv';
export const ACCOUNTS = 'accounts.csv';
export const SUBSCRIPTIONS = 'subscriptions.csv';
export const TARGETS = 'targets.csv';
export const SPEND = 'lead-source-spend.csv';
export const TEAMS_FILE = 'teams.csv';

/** Takes the text of the files piece by piece; pieces of several files come in turn. */
export type Sink = (file: string, text: string) => void;

/** Rows that repeat a deal stand up to so many deals after it. */
const REPEATED_WITHIN = 60;

/** Writes the rows of the opportunity report, those that repeat a deal somewhat later than its first. */
class OpportunityReport {
	rows = 0;
	private readonly later = new Map<number, string[]>();

	constructor(
		private readonly sink: Sink,
		private readonly streams: Streams,
	) {}

	private write(row: string): void {
		this.sink(OPPORTUNITIES, row);
		this.rows++;
	}

	add(deal: Deal): void {
		const [first, ...repeated] = opportunityRows(deal);
		if (first !== undefined) this.write(first);
		for (const row of repeated) {
			const at = deal.number + this.streams.of('repeated rows', deal.number).whole(0, REPEATED_WITHIN);
			this.later.set(at, [...(this.later.get(at) ?? []), row]);
		}
		for (const row of this.later.get(deal.number) ?? []) this.write(row);
		this.later.delete(deal.number);
	}

	end(): void {
		for (const rows of this.later.values()) for (const row of rows) this.write(row);
		this.sink(OPPORTUNITIES, reportFooter('All Opportunities'));
	}
}

/**
 * Makes the company and writes its exports to `sink`: about `deals` deals, always the same for a seed. Memory grows
 * with the accounts and subscriptions only. Returns what the files must be found to say.
 */
export function makeSample(seed: string, deals: number, sink: Sink): TruthsFile {
	const streams = new Streams(seed);
	const market = new Market(deals, streams);
	const truths = new Truths();
	const rows: Record<string, number> = {};
	const write = (file: string, texts: readonly string[]) => {
		for (const text of texts) sink(file, text);
		rows[file] = (rows[file] ?? 0) + texts.length;
	};
	sink(OPPORTUNITIES, quotedRow(OPPORTUNITY_HEADERS));
	sink(HISTORY, quotedRow(HISTORY_HEADERS));
	sink(HUBSPOT, plainRow(DEAL_HEADERS));
	const report = new OpportunityReport(sink, streams);
	let number = 0;
	for (const journey of market.deals()) {
		number++;
		const deal = asRecorded(journey, number, streams);
		truths.add(deal);
		report.add(deal);
		write(HISTORY, historyRows(deal.salesforceId, journey.log, deal.amount !== null));
		write(HUBSPOT, [dealRow(deal)]);
		const deleted = deletedDeal(number, journey, streams);
		if (deleted) {
			write(HISTORY, historyRows(deleted.id, deleted.log, true));
			truths.addUnknownHistoryRows(deleted.log.length);
		}
	}
	report.end();
	rows[OPPORTUNITIES] = report.rows;
	sink(HISTORY, reportFooter('Opportunity History'));

	sink(ACCOUNTS, accountsHeader);
	for (let index = 0; index < market.accounts; index++)
		write(ACCOUNTS, [accountRow(accountAt(index, streams))]);
	const tables: [string, string[]][] = [
		[SUBSCRIPTIONS, subscriptionsFile(market.subscriptions)],
		[TARGETS, targetsFile()],
		[SPEND, spendFile(streams)],
		[TEAMS_FILE, teamsFile()],
	];
	for (const [file, [header, ...records]] of tables) {
		if (header !== undefined) sink(file, header);
		write(file, records);
	}
	return truths.told(seed, rows, FOOTER_LINES);
}

/** The text of `truths.json`. */
export const truthsText = (truths: TruthsFile): string => `${JSON.stringify(truths, null, '\t')}\n`;
