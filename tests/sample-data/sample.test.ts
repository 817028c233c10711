import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Papa from 'papaparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { FAULTS, caseSafeSuffix } from '../../sample-data/faults';
import {
	ACCOUNTS,
	HISTORY,
	HUBSPOT,
	OPPORTUNITIES,
	SAMPLE_DEALS,
	SAMPLE_SEED,
	SPEND,
	SUBSCRIPTIONS,
	TARGETS,
	TEAMS_FILE,
	makeSample,
	truthsText,
} from '../../sample-data/sample';
import type { TruthsFile } from '../../sample-data/truths';

const FILES = [OPPORTUNITIES, HISTORY, HUBSPOT, ACCOUNTS, SUBSCRIPTIONS, TARGETS, SPEND, TEAMS_FILE];

const committed = (path: string) =>
	readFileSync(fileURLToPath(new URL(`../../sample-data/${path}`, import.meta.url)), 'utf8');

interface Made {
	files: Map<string, string>;
	truths: TruthsFile;
}

function make(seed: string, deals: number): Made {
	const pieces = new Map<string, string[]>();
	const truths = makeSample(seed, deals, (file, text) => {
		const held = pieces.get(file);
		if (held) held.push(text);
		else pieces.set(file, [text]);
	});
	return { files: new Map([...pieces].map(([file, texts]) => [file, texts.join('')])), truths };
}

type Cells = Record<string, string>;

/** The records of an export, without its footer; read by a parser that the generator does not know. */
function records(made: Made, file: string): Cells[] {
	const { data } = Papa.parse<Cells>(made.files.get(file) ?? '', { header: true, skipEmptyLines: true });
	return data.filter((row) => Object.keys(row).length > 1 && Object.values(row)[1] !== undefined);
}

const cell = (row: Cells, column: string): string => {
	const value = row[column];
	if (value === undefined) throw new RangeError(`There is no column ${column}.`);
	return value;
};

/** Days since 1970 of `3/9/2025`. */
function usDay(text: string): number {
	const [month, day, year] = text.split('/').map(Number);
	return Date.UTC(year ?? 0, (month ?? 0) - 1, day) / 86_400_000;
}

/** Minutes since 1970 of `3/9/2025 2:05 PM`. */
function usMinute(text: string): number {
	const [date = '', clock = '', half = ''] = text.split(' ');
	const [hour, minute] = clock.split(':').map(Number);
	return usDay(date) * 1440 + (((hour ?? 0) % 12) + (half === 'PM' ? 12 : 0)) * 60 + (minute ?? 0);
}

const isoMinute = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`) / 60_000;

const OPEN = ['Prospecting', 'Qualifying', 'Needs assessment', 'Presenting', 'Objections', 'Closing'];

/** A deal as a reader of the exports alone would put it together. */
interface ReadDeal {
	row: Cells;
	outcome: 'open' | 'won' | 'lost';
	created: number;
	closed: number | null;
	/** Open stages entered, in order, as positions in OPEN. */
	visits: { stage: number; from: number; until: number | null }[];
	furthest: number;
}

function readSalesforce(made: Made): ReadDeal[] {
	const newest = new Map<string, Cells>();
	for (const row of records(made, OPPORTUNITIES)) {
		const known = newest.get(cell(row, 'Opportunity ID'));
		if (!known || usDay(cell(row, 'Last Modified Date')) > usDay(cell(known, 'Last Modified Date'))) {
			newest.set(cell(row, 'Opportunity ID'), row);
		}
	}
	const logs = new Map<string, Cells[]>();
	for (const row of records(made, HISTORY)) {
		const id = cell(row, 'Opportunity ID');
		logs.set(id, [...(logs.get(id) ?? []), row]);
	}
	return [...newest].map(([id, row]) => {
		const outcome = cell(row, 'Won') === '1' ? 'won' : cell(row, 'Closed') === '1' ? 'lost' : 'open';
		const visits: ReadDeal['visits'] = [];
		for (const change of logs.get(id) ?? []) {
			if (cell(change, 'From Stage') === cell(change, 'To Stage')) continue;
			const at = usMinute(cell(change, 'Last Modified Date'));
			const last = visits.at(-1);
			if (last && last.until === null) last.until = at;
			const stage = OPEN.indexOf(cell(change, 'To Stage'));
			if (stage >= 0) visits.push({ stage, from: at, until: null });
		}
		return {
			row,
			outcome,
			created: usDay(cell(row, 'Created Date')),
			closed: outcome === 'open' ? null : usDay(cell(row, 'Close Date')),
			visits,
			furthest: outcome === 'won' ? 5 : Math.max(...visits.map(({ stage }) => stage)),
		};
	});
}

function readHubspot(made: Made): ReadDeal[] {
	return records(made, HUBSPOT).map((row) => {
		const outcome =
			cell(row, 'Is Closed Won') === 'true'
				? 'won'
				: cell(row, 'Deal Stage') === 'Closed Lost'
					? 'lost'
					: 'open';
		const visits = OPEN.flatMap((label, stage) => {
			const at = cell(row, `Date entered "${label} (Sales Pipeline)"`);
			return at === '' ? [] : [{ stage, from: isoMinute(at), until: null }];
		});
		return {
			row,
			outcome,
			created: isoMinute(cell(row, 'Create Date')) / 1440,
			closed: outcome === 'open' ? null : isoMinute(cell(row, 'Close Date')) / 1440,
			visits,
			furthest: outcome === 'won' ? 5 : Math.max(...visits.map(({ stage }) => stage)),
		};
	});
}

const day = (iso: string): number => Date.parse(iso) / 86_400_000;

function factsOf(deals: readonly ReadDeal[], from: number, to: number) {
	const begun = deals.filter(({ created }) => created >= from && created < to);
	const closed = deals.filter((deal) => deal.closed !== null && deal.closed >= from && deal.closed < to);
	const won = closed.filter(({ outcome }) => outcome === 'won');
	const lost = closed.length - won.length;
	const amounts = won.map(({ row }) => cell(row, 'Amount')).filter((text) => text !== '');
	const wonAmount = amounts.reduce((sum, text) => sum + Number(text), 0);
	const count = (outcome: string) => begun.filter((deal) => deal.outcome === outcome).length;
	const days = won.reduce((sum, deal) => sum + ((deal.closed ?? 0) - deal.created), 0);
	return {
		created: {
			deals: begun.length,
			won: count('won'),
			lost: count('lost'),
			open: count('open'),
			stages: OPEN.map((stage, rank) => {
				const reached = begun.filter(({ furthest }) => furthest >= rank);
				const here = reached.filter(({ furthest }) => furthest === rank);
				const entered = reached.filter(({ visits }) => visits.some((visit) => visit.stage === rank)).length;
				return {
					stage,
					reached: reached.length,
					entered,
					skipped: reached.length - entered,
					dropped: here.filter(({ outcome }) => outcome === 'lost').length,
					open: here.filter(({ outcome }) => outcome === 'open').length,
				};
			}),
		},
		closed: {
			won: won.length,
			lost,
			won_amount: wonAmount,
			win_rate: won.length / (won.length + lost),
			average_won_amount: wonAmount / amounts.length,
			mean_won_cycle_days: days / won.length,
		},
	};
}

type Facts = ReturnType<typeof factsOf>;

function expectFacts(told: Facts['created'] | object, read: Facts): void {
	const facts = told as Facts;
	expect(facts.created).toEqual(read.created);
	expect(facts.closed.won).toBe(read.closed.won);
	expect(facts.closed.lost).toBe(read.closed.lost);
	for (const key of ['won_amount', 'win_rate', 'average_won_amount', 'mean_won_cycle_days'] as const) {
		expect(facts.closed[key]).toBeCloseTo(read.closed[key], 4);
	}
}

/** Pooled two-proportion z. */
function z([part1, whole1]: [number, number], [part2, whole2]: [number, number]): number {
	const pooled = (part1 + part2) / (whole1 + whole2);
	return (
		(part1 / whole1 - part2 / whole2) /
		Math.sqrt((pooled * (1 - pooled)) / whole1 + (pooled * (1 - pooled)) / whole2)
	);
}

type Share = [number, number];
const share = (deals: readonly ReadDeal[], isPart: (deal: ReadDeal) => boolean): Share => [
	deals.filter(isPart).length,
	deals.length,
];
const rate = ([part, whole]: Share): number => part / whole;

function resolved(deals: readonly ReadDeal[], stage: number): Share {
	const isPast = ({ outcome, furthest }: ReadDeal) => outcome === 'won' || furthest > stage;
	const isDrop = ({ outcome, furthest }: ReadDeal) => outcome === 'lost' && furthest === stage;
	return share(
		deals.filter((deal) => isPast(deal) || isDrop(deal)),
		isPast,
	);
}

const wins = (deals: readonly ReadDeal[]): Share =>
	share(
		deals.filter(({ outcome }) => outcome !== 'open'),
		({ outcome }) => outcome === 'won',
	);

function completedDwell(deals: readonly ReadDeal[], stage: number): number[] {
	return deals.flatMap((deal) => {
		if (cell(deal.row, 'Stage') === OPEN[stage]) return [];
		const visits = deal.visits.filter((visit) => visit.stage === stage);
		if (visits.length === 0) return [];
		return [visits.reduce((sum, { from, until }) => sum + ((until ?? from) - from), 0) / 1440];
	});
}

function middle(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const at = (sorted.length - 1) / 2;
	return ((sorted[Math.floor(at)] ?? NaN) + (sorted[Math.ceil(at)] ?? NaN)) / 2;
}

/** The planted truths as the test itself finds them in the Salesforce files. */
function findTruths(deals: readonly ReadDeal[]) {
	const inSegment = (segment: string) => deals.filter(({ row }) => cell(row, 'Segment') === segment);
	const october = day('2025-10-01');
	const since = (list: readonly ReadDeal[]) => list.filter(({ created }) => created >= october);
	const before = (list: readonly ReadDeal[]) => list.filter(({ created }) => created < october);
	const source = (name: string) => deals.filter(({ row }) => cell(row, 'Lead Source') === name);
	const otherSources = (name: string) =>
		deals.filter(({ row }) => cell(row, 'Lead Source') !== name && cell(row, 'Lead Source') !== '');
	const south = deals.filter(({ row }) => cell(row, 'Owner Role') === 'South');
	const otherTeams = deals.filter(({ row }) => !['South', ''].includes(cell(row, 'Owner Role')));
	const southDays = completedDwell(south, 4);
	const otherDays = completedDwell(otherTeams, 4);
	const median = middle([...southDays, ...otherDays]);
	const longer = (days: readonly number[]): Share => [
		days.filter((value) => value > median).length,
		days.length,
	];
	const enterprise = (from: string, to: string) =>
		wins(
			inSegment('Enterprise').filter(
				({ closed }) => closed !== null && closed >= day(from) && closed < day(to),
			),
		);
	const presenting = (segment: string): [Share, Share] => [
		resolved(since(inSegment(segment)), 3),
		resolved(before(inSegment(segment)), 3),
	];
	return {
		midMarket: presenting('Mid-market'),
		smb: presenting('SMB'),
		enterprisePresenting: presenting('Enterprise'),
		tradeFair: [resolved(source('Trade fair'), 1), resolved(otherSources('Trade fair'), 1)] as [Share, Share],
		tradeFairLeads: source('Trade fair').length,
		southFactor: middle(southDays) / middle(otherDays),
		south: [longer(southDays), longer(otherDays)] as [Share, Share],
		referral: [wins(source('Referral')), wins(otherSources('Referral'))] as [Share, Share],
		enterprise: [enterprise('2025-10-01', '2027-01-01'), enterprise('2024-01-01', '2025-01-01')] as [
			Share,
			Share,
		],
	};
}

const difference = ([one, other]: [Share, Share]): number => rate(one) - rate(other);

describe('the committed sample', () => {
	let made: Made;
	let salesforce: ReadDeal[];

	beforeAll(() => {
		made = make(SAMPLE_SEED, SAMPLE_DEALS);
		salesforce = readSalesforce(made);
	});

	it.each(FILES)('is made again byte for byte: %s', (file) => {
		expect(made.files.get(file) === committed(`files/${file}`)).toBe(true);
	});

	it('has truths.json made again byte for byte', () => {
		expect(truthsText(made.truths)).toBe(committed('truths.json'));
	});

	it('stays under six megabytes', () => {
		const bytes = [...made.files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
		expect(bytes).toBeLessThan(6_000_000);
	});

	it('has as many records in each file as the truths say', () => {
		expect([...made.files.keys()].sort()).toEqual([...FILES].sort());
		for (const file of FILES)
			expect([file, records(made, file).length]).toEqual([file, made.truths.rows[file]]);
	});

	it('says the overall facts that the truths say, read from the Salesforce reports', () => {
		const { all, owner, year_2025 } = made.truths.facts.salesforce;
		expectFacts(all, factsOf(salesforce, -Infinity, Infinity));
		const ofOwner = salesforce.filter(({ row }) => cell(row, 'Opportunity Owner') === owner.filter.value);
		expect(ofOwner.length).toBeGreaterThan(100);
		expectFacts(owner, factsOf(ofOwner, -Infinity, Infinity));
		expectFacts(year_2025, factsOf(salesforce, day('2025-01-01'), day('2026-01-01')));
	});

	it('says the overall facts that the truths say, read from the HubSpot export', () => {
		const deals = readHubspot(made);
		const { all, owner, year_2025 } = made.truths.facts.hubspot;
		expectFacts(all, factsOf(deals, -Infinity, Infinity));
		const ofOwner = deals.filter(({ row }) => cell(row, 'Deal owner') === owner.filter.value);
		expectFacts(owner, factsOf(ofOwner, -Infinity, Infinity));
		expectFacts(year_2025, factsOf(deals, day('2025-01-01'), day('2026-01-01')));
	});

	it('keeps the identity of the funnel in the facts', () => {
		for (const layout of [made.truths.facts.salesforce, made.truths.facts.hubspot]) {
			for (const { created } of [layout.all, layout.owner, layout.year_2025]) {
				for (const [rank, { reached, dropped, open }] of created.stages.entries()) {
					expect(reached).toBe((created.stages[rank + 1]?.reached ?? created.won) + dropped + open);
				}
			}
		}
	});

	it('shows the planted truths as large as they were planted, and beyond doubt', () => {
		const found = findTruths(salesforce);
		expect(difference(found.midMarket)).toBeGreaterThan(-0.15);
		expect(difference(found.midMarket)).toBeLessThan(-0.09);
		expect(z(...found.midMarket)).toBeLessThan(-3.5);
		expect(Math.abs(z(...found.smb))).toBeLessThan(1.96);
		expect(Math.abs(z(...found.enterprisePresenting))).toBeLessThan(1.96);
		expect(rate(found.tradeFair[0])).toBeLessThan(0.25);
		expect(z(...found.tradeFair)).toBeLessThan(-15);
		expect(found.tradeFairLeads).toBeGreaterThan(700);
		expect(found.southFactor).toBeGreaterThan(2.1);
		expect(found.southFactor).toBeLessThan(2.9);
		expect(z(...found.south)).toBeGreaterThan(8);
		expect(difference(found.referral)).toBeGreaterThan(0.18);
		expect(z(...found.referral)).toBeGreaterThan(8);
		expect(difference(found.enterprise)).toBeGreaterThan(0.1);
		expect(z(...found.enterprise)).toBeGreaterThan(3.5);
	});

	it('has truths.json tell the planted truths as a reader of the files finds them', () => {
		const found = findTruths(salesforce);
		const told = Object.fromEntries(made.truths.truths.map(({ id, realised }) => [id, realised.z]));
		expect(told['mid-market-presenting']).toBeCloseTo(z(...found.midMarket), 8);
		expect(told['trade-fair-qualifying']).toBeCloseTo(z(...found.tradeFair), 8);
		expect(told['south-objections']).toBeCloseTo(z(...found.south), 8);
		expect(told['referral-wins']).toBeCloseTo(z(...found.referral), 8);
		expect(told['enterprise-rises']).toBeCloseTo(z(...found.enterprise), 8);
	});

	it('has every kind of fault', () => {
		expect(Object.keys(made.truths.faults).sort()).toEqual(Object.keys(FAULTS).sort());
		for (const [fault, { count }] of Object.entries(made.truths.faults)) {
			expect([fault, count > 0]).toEqual([fault, true]);
		}
	});

	it('counts its faults as a reader of the files finds them', () => {
		const { faults } = made.truths;
		const rows = records(made, OPPORTUNITIES);
		const ids = new Set(salesforce.map(({ row }) => cell(row, 'Opportunity ID')));
		const texts = new Set(rows.map((row) => JSON.stringify(row)));
		expect(rows.length - texts.size).toBe(faults.duplicate_rows.count);
		expect(texts.size - ids.size).toBe(faults.older_rows.count);
		const blank = (column: string) => salesforce.filter(({ row }) => cell(row, column) === '').length;
		expect(blank('Amount')).toBe(faults.empty_amount.count);
		expect(blank('Lead Source')).toBe(faults.empty_source.count);
		expect(blank('Opportunity Owner')).toBe(faults.empty_owner.count);
		const variants = salesforce.filter(
			({ row }) =>
				!['', 'Website', 'Outbound', 'Trade fair', 'Referral', 'Partner', 'Webinar'].includes(
					cell(row, 'Lead Source'),
				),
		);
		expect(variants.length).toBe(faults.label_variants.count);
		expect(
			salesforce.filter(({ outcome, row }) => outcome === 'won' && cell(row, 'Amount') === '').length,
		).toBe(faults.won_without_amount.count);
		const lastDay = day(made.truths.data.last_day);
		expect(
			salesforce.filter(({ outcome, row }) => outcome === 'open' && usDay(cell(row, 'Close Date')) < lastDay)
				.length,
		).toBe(faults.past_due.count);
		expect(records(made, HISTORY).filter((row) => !ids.has(cell(row, 'Opportunity ID'))).length).toBe(
			faults.unknown_history_rows.count,
		);
		const reEntries = salesforce.reduce(
			(sum, { visits }) => sum + visits.length - new Set(visits.map(({ stage }) => stage)).size,
			0,
		);
		expect(reEntries).toBe(faults.re_entries.count);
	});

	it('has older versions of a row both before and after the newest', () => {
		const rows = records(made, OPPORTUNITIES);
		const first = new Map<string, number>();
		const orders = new Set<boolean>();
		for (const row of rows) {
			const id = cell(row, 'Opportunity ID');
			const modified = usDay(cell(row, 'Last Modified Date'));
			const before = first.get(id);
			if (before !== undefined && before !== modified) orders.add(before < modified);
			first.set(id, modified);
		}
		expect(orders).toEqual(new Set([true, false]));
	});

	it('has record ids whose last three characters check the first fifteen, and which need their case', () => {
		const ids = salesforce.map(({ row }) => cell(row, 'Opportunity ID'));
		for (const id of ids) expect(caseSafeSuffix(id.slice(0, 15))).toBe(id.slice(15));
		// A published pair: the 15 and 18 characters of one Salesforce record.
		expect(caseSafeSuffix('001A0000006Vm9r')).toBe('IAC');
		expect(new Set(ids.map((id) => id.slice(0, 15))).size).toBe(ids.length);
		expect(new Set(ids.map((id) => id.slice(0, 15).toLowerCase())).size).toBeLessThan(ids.length);
	});

	it('writes history in the order in which it happened, and never after the end of the data', () => {
		const last = new Map<string, { at: number; to: string }>();
		const end = usMinute('9/30/2026 11:59 PM');
		for (const row of records(made, HISTORY)) {
			const id = cell(row, 'Opportunity ID');
			const at = usMinute(cell(row, 'Last Modified Date'));
			const before = last.get(id);
			expect(at).toBeLessThanOrEqual(end);
			expect(cell(row, 'From Stage')).toBe(before?.to ?? '');
			if (before) expect(at).toBeGreaterThanOrEqual(before.at);
			last.set(id, { at, to: cell(row, 'To Stage') });
		}
		for (const { row } of salesforce)
			expect(last.get(cell(row, 'Opportunity ID'))?.to).toBe(cell(row, 'Stage'));
	});

	it('is a company that a sales manager would believe', () => {
		const { won, lost } = made.truths.facts.salesforce.all.closed;
		expect(won / (won + lost)).toBeGreaterThan(0.22);
		expect(won / (won + lost)).toBeLessThan(0.28);
		const cycles = salesforce.flatMap((deal) =>
			deal.outcome === 'won' && deal.closed !== null ? [deal.closed - deal.created] : [],
		);
		expect(middle(cycles)).toBeGreaterThanOrEqual(60);
		expect(middle(cycles)).toBeLessThanOrEqual(90);
		const lastDaysOfQuarter = salesforce.filter(({ outcome, row }) => {
			const [month, date] = cell(row, 'Close Date').split('/').map(Number);
			return outcome === 'won' && (month ?? 0) % 3 === 0 && (date ?? 0) >= 26;
		});
		expect(lastDaysOfQuarter.length / won).toBeGreaterThan(0.1);
		const accounts = new Set(records(made, ACCOUNTS).map((row) => cell(row, 'Account Name')));
		expect(accounts.size).toBe(made.truths.rows[ACCOUNTS]);
		for (const { row } of salesforce) expect(accounts.has(cell(row, 'Account Name'))).toBe(true);
		for (const row of records(made, SUBSCRIPTIONS)) {
			expect(accounts.has(cell(row, 'Account Name'))).toBe(true);
			const end = cell(row, 'End Date');
			expect(end === '' || end >= cell(row, 'Start Date')).toBe(true);
		}
	});

	it('has quarterly targets that are the sums of the monthly ones', () => {
		const rows = records(made, TARGETS);
		for (const quarter of rows.filter((row) => cell(row, 'Period Type') === 'Quarter')) {
			const months = rows.filter(
				(row) =>
					cell(row, 'Period Type') === 'Month' &&
					cell(row, 'Team') === cell(quarter, 'Team') &&
					cell(row, 'Period Start') >= cell(quarter, 'Period Start') &&
					cell(row, 'Period End') <= cell(quarter, 'Period End'),
			);
			expect(months.length).toBe(3);
			const sum = months.reduce((total, row) => total + Number(cell(row, 'Won Amount Target')), 0);
			expect(Number(cell(quarter, 'Won Amount Target'))).toBe(sum);
		}
	});
});

describe('a company of another seed', () => {
	const made = make('another', SAMPLE_DEALS);
	const deals = readSalesforce(made);

	it('is another company of about the same size', () => {
		expect(made.files.get(OPPORTUNITIES) === committed(`files/${OPPORTUNITIES}`)).toBe(false);
		expect(Math.abs(deals.length / SAMPLE_DEALS - 1)).toBeLessThan(0.05);
	});

	it('shows the planted truths as well', () => {
		const found = findTruths(deals);
		expect(difference(found.midMarket)).toBeLessThan(-0.03);
		expect(z(...found.tradeFair)).toBeLessThan(-10);
		expect(z(...found.south)).toBeGreaterThan(6);
		expect(found.southFactor).toBeGreaterThan(1.8);
		expect(z(...found.referral)).toBeGreaterThan(6);
		expect(z(...found.enterprise)).toBeGreaterThan(2);
	});

	it('has every kind of fault', () => {
		for (const [fault, { count }] of Object.entries(made.truths.faults)) {
			expect([fault, count > 0]).toEqual([fault, true]);
		}
	});
});
