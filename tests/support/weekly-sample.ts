import type { Day } from '$lib/base/day';
import { asRecorded, type Deal } from '../../sample-data/faults';
import { dayOf, isoDay } from '../../sample-data/calendar';
import { Market } from '../../sample-data/market';
import { FOLLOW_UP, LAST_DAY, OPEN_STAGES, STAGES, WON } from '../../sample-data/process';
import { Streams } from '../../sample-data/random';
import { exportOf, type ExportedDeal } from './exports';

type NamedFile = { name: string; blob: Blob };

export const SAMPLE_STAGES: readonly string[] = STAGES.slice(0, OPEN_STAGES);
export const WEEKS = 12;

/** The last evenings of weeks until the last day of the data, oldest first. */
export const EXPORT_DAYS: readonly Day[] = Array.from(
	{ length: WEEKS },
	(_, week) => isoDay(LAST_DAY - 7 * (WEEKS - 1 - week)) as Day,
);

/** A company of about so many deals, as its people know it. */
export function companyOf(deals: number): Deal[] {
	const streams = new Streams('weekly exports');
	return [...new Market(deals, streams).deals()].map((journey, index) =>
		asRecorded(journey, index + 1, streams),
	);
}

/** A sale is a sale, whatever comes after it. */
const stageName = (stage: number): string =>
	stage === WON || stage === FOLLOW_UP ? 'Won' : stage < OPEN_STAGES ? (STAGES[stage] ?? '') : 'Lost';

const amountOf = (deal: Deal, cents: number) => (deal.amount === null ? null : cents / 100);

/** How a deal stood at the end of a day; null before it was created. */
export function stateOn(deal: Deal, day: Day): ExportedDeal | null {
	const row = deal.journey.log.findLast(({ at }) => isoDay(dayOf(at)) <= day);
	if (!row) return null;
	return {
		id: deal.salesforceId.slice(0, 15),
		owner: deal.owner || null,
		amount: amountOf(deal, row.amount),
		stage: stageName(row.to),
		created: isoDay(dayOf(deal.journey.createdAt)),
		close: isoDay(row.closeDay),
	};
}

/** The whole list as a plain export of that evening has it. */
export const listOfDay = (company: readonly Deal[], day: Day): ExportedDeal[] =>
	company.flatMap((deal) => stateOn(deal, day) ?? []);

export const weeklyExports = (company: readonly Deal[]): NamedFile[] =>
	EXPORT_DAYS.map((day) => exportOf(day, listOfDay(company, day)));

/** The full history of the same deals: the newest list, and a log with amounts and close dates. */
export function fullHistory(company: readonly Deal[]): NamedFile[] {
	const last = EXPORT_DAYS.at(-1)!;
	const rows = company.flatMap((deal) =>
		deal.journey.log.map(({ at, to, amount, closeDay }) =>
			[
				deal.salesforceId.slice(0, 15),
				stageName(to),
				isoDay(dayOf(at)),
				amountOf(deal, amount) ?? '',
				isoDay(closeDay),
			].join(','),
		),
	);
	const log = `deal_id,to_stage,changed_at,amount,close_date\n${rows.join('\n')}\n`;
	return [exportOf(last, listOfDay(company, last)), { name: 'history.csv', blob: new Blob([log]) }];
}
