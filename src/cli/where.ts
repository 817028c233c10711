import { ProblemError } from '$lib/base/problem';
import { foldHeader, foldLabel } from '$lib/intake/fold';
import type { Catalog, CatalogSegment, CatalogStage } from '$lib/model/catalog';
import type { SegmentFilter } from '$lib/model/scope';

/** The segment that a person means by `name`: its key or its header, whatever case and spaces. */
export function segmentNamed(name: string, catalog: Catalog): CatalogSegment {
	const folded = foldHeader(name);
	const segment =
		catalog.segments.find(({ key }) => key === name) ??
		catalog.segments.find(({ label }) => foldHeader(label) === folded) ??
		catalog.segments.find(({ key }) => foldHeader(key) === folded || key.replaceAll('_', ' ') === folded);
	if (segment) return segment;
	throw new ProblemError({
		code: 'unknown-segment',
		message: `There is no column “${name}” to filter by.`,
		wayOut: `These can be used: ${catalog.segments.map(({ key, label }) => (foldHeader(label) === key ? key : `${key} (${label})`)).join(', ')}.`,
	});
}

/**
 * Filters from `COLUMN=VALUE` and `COLUMN!=VALUE`; several of one column and sign are alternatives, all else must
 * hold together. An empty value is blank. Throws ProblemError if a column or value does not exist.
 */
export function filtersOf(wheres: readonly string[], catalog: Catalog): SegmentFilter[] {
	const filters = new Map<string, { segment: string; values: (string | null)[]; exclude: boolean }>();
	for (const where of wheres) {
		const match = /^(.+?)(!?=)(.*)$/s.exec(where);
		if (!match) {
			throw new ProblemError({
				code: 'usage',
				message: `“${where}” is no filter.`,
				wayOut: 'Write --where "Owner=Ann" or --where "Owner!=Ann".',
			});
		}
		const [, name = '', sign = '=', text = ''] = match;
		const segment = segmentNamed(name.trim(), catalog);
		const wanted = text.trim() === '' ? null : text.trim();
		const known =
			segment.values.find(({ value }) => value === wanted) ??
			(wanted === null
				? undefined
				: segment.values.find(({ value }) => value !== null && foldLabel(value) === foldLabel(wanted)));
		if (!known) {
			const some = segment.values.slice(0, 8).map(({ value }) => value ?? '(blank)');
			throw new ProblemError({
				code: 'unknown-value',
				message: `No deal has “${wanted ?? '(blank)'}” in ${segment.label}.`,
				wayOut: `It has ${some.join(', ')}${segment.values.length > some.length ? ', …' : ''}.`,
			});
		}
		const key = `${segment.key}${sign}`;
		const filter = filters.get(key) ?? { segment: segment.key, values: [], exclude: sign === '!=' };
		if (!filter.values.includes(known.value)) filter.values.push(known.value);
		filters.set(key, filter);
	}
	return [...filters.values()];
}

/** The stage that a person means by its rank or its name, whatever case and spaces. Throws ProblemError. */
export function stageNamed(text: string, catalog: Catalog): CatalogStage {
	const wanted = text.trim();
	const stage = catalog.stages.find(
		({ rank, label }) => String(rank) === wanted || foldLabel(label) === foldLabel(wanted),
	);
	if (stage) return stage;
	throw new ProblemError({
		code: 'unknown-stage',
		message: `There is no stage “${wanted}”.`,
		wayOut: `There are ${catalog.stages.map(({ rank, label }) => `${rank} (${label})`).join(', ')}.`,
	});
}

/** Ranks of the stages that a person lists with commas, as a parameter takes them. Throws ProblemError. */
export const stagesNamed = (text: string, catalog: Catalog): string =>
	text
		.split(',')
		.map((name) => stageNamed(name, catalog).rank)
		.join(',');
