import { DATA_MONTHS, type Subscription } from '../market';
import { addMonths, calendarDay, isoDay, lastOfMonth } from '../calendar';
import { OWNERS, type Account } from '../company';
import { FIRST_DAY, LAST_DAY, SOURCES, TEAMS } from '../process';
import type { Source, Team } from '../process';
import type { Streams } from '../random';
import { fullAmount, plainRow } from './csv';

export const accountsHeader = plainRow([
	'Account Name',
	'Industry',
	'Region',
	'Country',
	'City',
	'Segment',
	'Employees',
]);
export const accountRow = (account: Account): string =>
	plainRow([
		account.name,
		account.industry,
		account.region,
		account.country,
		account.city,
		account.segment,
		account.sizeBand,
	]);

/** Subscriptions that have begun, by start; an empty end is still running. */
export function subscriptionsFile(subscriptions: readonly Subscription[]): string[] {
	const begun = subscriptions.filter(({ startDay }) => startDay <= LAST_DAY);
	begun.sort((a, b) => a.startDay - b.startDay || a.account.index - b.account.index);
	return [
		plainRow(['Account Name', 'Product', 'Start Date', 'End Date', 'Amount per Month']),
		...begun.map(({ account, product, startDay, endDay, amountPerMonth }) =>
			plainRow([
				account.name,
				product.name,
				isoDay(startDay),
				endDay === null || endDay > LAST_DAY ? '' : isoDay(endDay),
				fullAmount(amountPerMonth),
			]),
		),
	];
}

/** The plan: won amount a month in thousands of dollars, by year of the plan and team, before the seasons. */
const PLAN: Record<Team, readonly number[]> = {
	North: [170, 300, 390, 460],
	South: [150, 260, 340, 400],
	East: [160, 265, 345, 405],
	West: [160, 270, 350, 410],
};
const PLAN_SEASON = [0.85, 0.9, 1.15, 0.95, 1.05, 1.2, 0.9, 0.9, 1.15, 0.95, 0.95, 1.05] as const;

/** The months that are planned: those of the data, and the quarter after them. */
const PLANNED_MONTHS: readonly number[] = Array.from({ length: DATA_MONTHS.length + 3 }, (_, month) =>
	addMonths(FIRST_DAY, month),
);

/** Won amount that each team should bring, by month and by quarter; a quarter is the sum of its months. */
export function targetsFile(): string[] {
	const rows = [plainRow(['Period Type', 'Period Start', 'Period End', 'Team', 'Won Amount Target'])];
	const planned = (month: number, team: Team) => {
		const { month: ofYear } = calendarDay(PLANNED_MONTHS[month] ?? 0);
		const base = PLAN[team][Math.floor(month / 12)] ?? 0;
		// The first quarter with the new CRM starts from an empty pipeline.
		const start = month < 3 ? ([0.1, 0.3, 0.5][month] ?? 1) : 1;
		return Math.round((base * (PLAN_SEASON[ofYear - 1] ?? 1) * start) / 5) * 5000;
	};
	const period = (type: string, from: number, months: number) => {
		for (const team of TEAMS) {
			let target = 0;
			for (let month = from; month < from + months; month++) target += planned(month, team);
			const last = calendarDay(PLANNED_MONTHS[from + months - 1] ?? 0);
			rows.push(
				plainRow([
					type,
					isoDay(PLANNED_MONTHS[from] ?? 0),
					isoDay(lastOfMonth(last.year, last.month)),
					team,
					String(target),
				]),
			);
		}
	};
	for (let month = 0; month < PLANNED_MONTHS.length; month++) period('Month', month, 1);
	for (let month = 0; month < PLANNED_MONTHS.length; month += 3) period('Quarter', month, 3);
	return rows;
}

/** Dollars a month; fairs are paid for in the months in which they are. */
const SPEND: Record<Source, number> = {
	Website: 14_000,
	Outbound: 11_000,
	'Trade fair': 9_000,
	Referral: 2_500,
	Partner: 6_500,
	Webinar: 3_500,
};
const FAIR_SPEND: Record<number, number> = { 3: 4.5, 6: 3.2, 10: 5 };

/** What each lead source cost, month by month. */
export function spendFile(streams: Streams): string[] {
	const rows = [plainRow(['Month', 'Lead Source', 'Spend'])];
	for (const first of DATA_MONTHS) {
		const { month, iso, year } = calendarDay(first);
		for (const source of SOURCES) {
			const random = streams.of('spend', `${iso} ${source}`);
			const fair = source === 'Trade fair' ? (FAIR_SPEND[month] ?? 0.35) : 1;
			const dollars = SPEND[source] * fair * random.between(0.85, 1.15) * (1 + 0.05 * (year - 2023));
			rows.push(plainRow([iso.slice(0, 7), source, fullAmount(Math.round(dollars * 100))]));
		}
	}
	return rows;
}

/** Who sells, in which team, and since and until when. */
export function teamsFile(): string[] {
	return [
		plainRow(['Owner', 'Team', 'Role', 'Manager', 'Start Date', 'End Date']),
		...OWNERS.map(({ name, team, role, manager, from, until }) =>
			plainRow([
				name,
				team,
				role,
				manager,
				from === null ? '' : isoDay(from),
				until === null ? '' : isoDay(until),
			]),
		),
	];
}
