import { calendarDay, dayOf } from '../../../sample-data/calendar';
import { asRecorded, type Deal } from '../../../sample-data/faults';
import { dealName } from '../../../sample-data/layouts/salesforce';
import { Market } from '../../../sample-data/market';
import { FOLLOW_UP, LOST, OPEN_STAGES, PROBABILITY, STAGES, WON } from '../../../sample-data/process';
import { Streams } from '../../../sample-data/random';

/** What a layout keeps of a deal's way: what an import of it can therefore know. */
export type Carries =
	/** Every change of stage with its time. */
	| 'history'
	/** The stage in which a deal stands, and stood when it was closed: ends are not stages. */
	| 'stage at close'
	/** The stage in which a deal stands; closed deals stand in the end itself, and where they were lost is forgotten. */
	| 'stage now';

/** How finely a column of moments is written. */
export type Clock = 'seconds' | 'minutes' | 'days';

export interface CrmExport {
	/** Told apart in the names of tests. */
	name: string;
	/** The layouts as which its files must be recognised, by file. */
	layouts: Record<string, string>;
	files: { name: string; blob: Blob }[];
	carries: Carries;
	createdIn: Clock;
	closedIn: Clock;
	/** The open stages as this export names them; those of the company unless it has codes in their place. */
	stages?: readonly string[];
	currency?: string;
	/** The log does not say in which stage a deal began, but as the stage that its first move left. */
	startsUntold?: boolean;
}

/** A deal with what every export asks of it. */
export interface Sold {
	deal: Deal;
	name: string;
	stage: number;
	/** The open stage in which it stands or stood last. */
	lastOpenStage: number;
	outcome: 'open' | 'won' | 'lost';
	/** Expected while open, actual once closed. */
	closeDay: number;
	expectedDay: number;
}

/** The sample company with so many deals, without the rows that its people left in by mistake. */
export function company(deals: number): Sold[] {
	const streams = new Streams('brightwater-exports');
	const sold: Sold[] = [];
	let number = 0;
	for (const journey of new Market(deals, streams).deals()) {
		number++;
		const deal = { ...asRecorded(journey, number, streams), sameRowAgain: 0, olderRow: null };
		const lastOpen = journey.log.findLast(({ to }) => to < OPEN_STAGES);
		sold.push({
			deal,
			name: dealName(deal),
			stage: journey.stage,
			lastOpenStage: lastOpen?.to ?? 0,
			outcome: journey.outcome,
			closeDay: journey.closeDay,
			expectedDay: lastOpen?.closeDay ?? journey.closeDay,
		});
	}
	return sold;
}

export const stageName = (stage: number | null): string => (stage === null ? '' : (STAGES[stage] ?? ''));
export const probability = (stage: number): number => PROBABILITY[stage] ?? 0;
export { FOLLOW_UP, LOST, OPEN_STAGES, WON, dayOf };

const two = (value: number) => String(value).padStart(2, '0');
const clock = (at: number) => ({
	hour: Math.floor((at % 86_400) / 3600),
	minute: Math.floor((at % 3600) / 60),
	second: at % 60,
});

/** Ways to write days and moments, by what CRMs do. A moment is seconds since 1970 without a zone. */
export const write = {
	isoDay: (day: number) => calendarDay(day).iso,
	usDay: (day: number) => calendarDay(day).us,
	britishDay: (day: number) => {
		const { day: d, month, year } = calendarDay(day);
		return `${two(d)}/${two(month)}/${year}`;
	},
	germanDay: (day: number) => {
		const { day: d, month, year } = calendarDay(day);
		return `${two(d)}.${two(month)}.${year}`;
	},
	textDay: (day: number) => {
		const { day: d, month, year } = calendarDay(day);
		return `${'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[month - 1]} ${d}, ${year}`;
	},
	serial: (at: number) => String(Math.round((at / 86_400 + 25_569) * 1e9) / 1e9),
	isoSecond: (at: number) => {
		const { hour, minute, second } = clock(at);
		return `${calendarDay(dayOf(at)).iso} ${two(hour)}:${two(minute)}:${two(second)}`;
	},
	zulu: (at: number, fraction = '.000') => `${write.isoSecond(at).replace(' ', 'T')}${fraction}Z`,
	/** The moment of UTC on the wall clock of a zone so many hours ahead. */
	offset: (at: number, hours: number, gap = 'T') =>
		`${write.isoSecond(at + hours * 3600).replace(' ', gap)}${hours < 0 ? '-' : '+'}${two(Math.abs(hours))}:00`,
	/** As monday's activity log: `17/Mar/2025 02:05:09 PM`. */
	textMoment: (at: number) => {
		const { day: d, month, year } = calendarDay(dayOf(at));
		const { hour, minute, second } = clock(at);
		const name = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[month - 1] ?? '';
		return `${two(d)}/${name}/${year} ${two(hour % 12 || 12)}:${two(minute)}:${two(second)} ${hour < 12 ? 'AM' : 'PM'}`;
	},
	usSecond: (at: number) => {
		const { hour, minute, second } = clock(at);
		return `${calendarDay(dayOf(at)).us} ${hour % 12 || 12}:${two(minute)}:${two(second)} ${hour < 12 ? 'AM' : 'PM'}`;
	},
	isoTwelveHour: (at: number) => {
		const { hour, minute, second } = clock(at);
		return `${calendarDay(dayOf(at)).iso} ${two(hour % 12 || 12)}:${two(minute)}:${two(second)} ${hour < 12 ? 'AM' : 'PM'}`;
	},
};

const pieces = (cents: number) => ({
	whole: String(Math.floor(cents / 100)),
	part: two(cents % 100),
});
const grouped = (whole: string, mark: string) => whole.replace(/\B(?=(\d{3})+$)/g, mark);

/** Ways to write amounts; nothing is an empty cell. */
export const money = {
	plain: (cents: number | null) => (cents === null ? '' : String(cents / 100)),
	full: (cents: number | null) => (cents === null ? '' : (cents / 100).toFixed(2)),
	german: (cents: number | null) =>
		cents === null ? '' : `${grouped(pieces(cents).whole, '.')},${pieces(cents).part}`,
	dollars: (cents: number | null) =>
		cents === null ? '' : `$${grouped(pieces(cents).whole, ',')}.${pieces(cents).part}`,
	micros: (cents: number | null) => (cents === null ? '' : String(cents * 10_000)),
	cents: (cents: number | null) => (cents === null ? '' : String(cents)),
};

interface CsvForm {
	delimiter?: string;
	quoteAll?: boolean;
	mark?: boolean;
}

/** A delimited file as exports write it. */
export function csvOf(
	name: string,
	header: readonly string[],
	rows: readonly (readonly string[])[],
	{ delimiter = ',', quoteAll = false, mark = false }: CsvForm = {},
): { name: string; blob: Blob } {
	const cell = (text: string) =>
		quoteAll || text.includes(delimiter) || /["\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
	const text = [header, ...rows].map((row) => row.map(cell).join(delimiter)).join('\n');
	return { name, blob: new Blob([mark ? '\uFEFF' : '', text, '\n']) };
}
