import { isoMinute } from '../calendar';
import type { Deal } from '../faults';
import { FOLLOW_UP, LOST, OPEN_STAGES, STAGES, WON } from '../process';
import { plainRow, shortAmount } from './csv';
import { dealName } from './salesforce';

/** Stages in the order in which the export has its date columns. */
const DATED_STAGES = [0, 1, 2, 3, 4, 5, WON, LOST, FOLLOW_UP] as const;

export const DEAL_HEADERS = [
	'Record ID',
	'Deal Name',
	'Pipeline',
	'Deal Stage',
	'Amount',
	'Create Date',
	'Close Date',
	'Deal owner',
	'HubSpot Team',
	'Deal source',
	'Deal Type',
	'Segment',
	'Associated Company',
	'Is Closed Won',
	'Closed Lost Reason',
	...DATED_STAGES.map((stage) => `Date entered "${STAGES[stage]} (Sales Pipeline)"`),
] as const;

/** The latest entry into each stage: a later one overwrites an earlier one, so that visits before it are forgotten. */
function latestEntries({ journey }: Deal): Map<number, number> {
	const entries = new Map<number, number>();
	for (const { at, from, to } of journey.log) if (from !== to) entries.set(to, at);
	return entries;
}

/** The moment in the close date cell: of the closing, or an expected day at the hour of the creation. */
function closeMoment({ journey }: Deal): number {
	return journey.closedAt ?? journey.closeDay * 86_400 + (journey.createdAt % 86_400);
}

export function dealRow(deal: Deal): string {
	const { journey } = deal;
	const { stage } = journey;
	const entries = latestEntries(deal);
	return plainRow([
		deal.hubspotId,
		dealName(deal),
		'Sales Pipeline',
		STAGES[stage] ?? '',
		shortAmount(deal.amount),
		isoMinute(journey.createdAt),
		isoMinute(closeMoment(deal)),
		deal.owner,
		deal.team,
		deal.source,
		journey.type,
		journey.account.segment,
		journey.account.name,
		String(stage >= OPEN_STAGES && stage !== LOST),
		deal.lostReason,
		...DATED_STAGES.map((dated) => {
			const at = entries.get(dated);
			return at === undefined ? '' : isoMinute(at);
		}),
	]);
}
