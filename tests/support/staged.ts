import type { Engine } from '$lib/engine/engine';
import { quoteText } from '$lib/engine/engine';
import { importMapped, readFiles } from '$lib/intake/import';
import { buildModel } from '$lib/model/build';
import type { Day } from '$lib/base/day';
import { asFiles, Asked, mappingOf, type JourneyBuilder } from './journeys';

/** What a deal's amount and expected close were known to be, and when. */
export interface KnownValues {
	id: string;
	amounts?: { at: string; amount: number | null }[];
	dues?: { at: string; due: string | null }[];
	/** The expected close that the export names. */
	due?: string | null;
}

const literal = (value: string | number | null) =>
	value === null ? 'null' : typeof value === 'number' ? String(value) : quoteText(value);

/** The staging rows of known values, as a change log or snapshots fill them. */
export function valuesSql(known: readonly KnownValues[]): string[] {
	const key = (id: string) => `(select deal_key from stg_deals where external_id = ${literal(id)})`;
	return known.flatMap(({ id, amounts = [], dues = [], due }) => [
		...amounts.map(
			({ at, amount }, index) =>
				`insert into stg_amount_changes values (${key(id)}, ${literal(id)}, ${literal(at)}, ${literal(amount)}, ${index}, 1)`,
		),
		...dues.map(
			(one, index) =>
				`insert into stg_expected_close_changes values (${key(id)}, ${literal(id)}, ${literal(one.at)}, ${literal(one.due)}, ${index}, 1)`,
		),
		...(due === undefined
			? []
			: [`update stg_deals set expected_close_on = ${literal(due)} where external_id = ${literal(id)}`]),
	]);
}

/** Imports journeys, then runs `statements` on the staging tables, as other files would have filled them. */
export async function tellStaged(
	engine: Engine,
	stages: readonly string[],
	builders: readonly JourneyBuilder[],
	statements: readonly string[],
	asOf: Day | null = null,
): Promise<Asked> {
	const raws = await readFiles(engine, asFiles(builders.map(({ journey }) => journey)));
	const mapping = mappingOf(stages);
	const own = {
		...mapping,
		files: mapping.files.filter(({ file }) => raws.some((raw) => raw.file === file)),
	};
	const report = await importMapped(engine, raws, own);
	for (const statement of statements) await engine.execute(statement);
	return new Asked(engine, await buildModel(engine, asOf), report, own);
}

/** A subscription as its staging row has it: it runs before `ends`. */
export interface Subscription {
	account: string;
	product?: string | null;
	starts: string;
	ends: string | null;
	monthly: number | null;
	currency?: string | null;
}

/** The staging rows of subscriptions, as a file of them fills them. */
export const subscriptionsSql = (list: readonly Subscription[]): string[] =>
	list.map(
		({ account, product = 'Suite', starts, ends, monthly, currency = null }) =>
			`insert into stg_subscriptions (account_name, product_name, starts_on, ends_before, monthly_amount, currency)
			values (${[account, product, starts, ends, monthly, currency].map(literal).join(', ')})`,
	);

/** Gives deals their accounts, by id. */
export const accountsSql = (accounts: Readonly<Record<string, string>>): string[] =>
	Object.entries(accounts).map(
		([id, account]) =>
			`update stg_deals set account_name = ${literal(account)} where external_id = ${literal(id)}`,
	);

/** A target as its staging row has it: of a period before `ends`, of the whole company without a segment. */
export interface Target {
	starts: string;
	ends: string;
	target: number;
	segment: string | null;
	value: string | null;
	measure?: string;
	currency?: string | null;
}

/** The staging rows of targets, as a file of them fills them. */
export const targetsSql = (list: readonly Target[]): string[] =>
	list.map(
		({ starts, ends, target, segment, value, measure = 'won_amount', currency = null }) =>
			`insert into stg_targets (starts_on, ends_before, segment_key, segment_value, measure, target, currency)
			values (${[starts, ends, segment, value, measure, target, currency].map(literal).join(', ')})`,
	);
