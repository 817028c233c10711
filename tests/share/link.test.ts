import { readdirSync, readFileSync } from 'node:fs';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { funnel } from '$lib/model/marts/funnel';
import { funnelByPolicy } from '$lib/model/marts/funnel-by-policy';
import { MARTS } from '$lib/model/marts';
import { decodeLink, encodeLink, isLink, LARGEST_REPORT, LONGEST_LINK } from '$lib/share/link';
import { SnapshotSource, type Snapshot } from '$lib/share/snapshot';
import { valueTold } from '$lib/share/values-told';
import { anOverview, aSnapshot } from './a-report';

async function linkOf(snapshot: Snapshot): Promise<string> {
	const link = await encodeLink(snapshot);
	if (!link.ok) throw new Error(link.problem.message);
	return link.value;
}

async function problemOf(fragment: string): Promise<string> {
	const result = await decodeLink(fragment);
	return result.ok ? 'no problem' : result.problem.code;
}

/** A link with any payload and a checksum that holds. `zlib` is an independent witness of both. */
function forged(bytes: Uint8Array, version = 1): string {
	const sum = Buffer.alloc(4);
	sum.writeUInt32BE(crc32(bytes));
	return `#r${version}.${Buffer.from(bytes).toString('base64url')}.${sum.toString('base64url')}`;
}
const saying = (json: unknown) => forged(deflateRawSync(JSON.stringify(json)));

async function reportJson(): Promise<Record<string, unknown>> {
	const payload = (await linkOf(await aSnapshot())).split('.')[1] ?? '';
	return JSON.parse(inflateRawSync(Buffer.from(payload, 'base64url')).toString()) as Record<string, unknown>;
}

describe('a report link', () => {
	test('opens as the report it was made of', async () => {
		const snapshot = await aSnapshot();
		expect(await decodeLink(await linkOf(snapshot))).toEqual({ ok: true, value: snapshot });
	});

	test('opens without what was picked where only lists of deals have that, and none leave', async () => {
		const snapshot = await aSnapshot();
		for (const pick of [
			{ rank: 2, bucket: 'running' },
			{ rank: 2, bucket: 'moved_back', to: 1 },
		] as const) {
			const opened = await decodeLink(await linkOf({ ...snapshot, state: { ...snapshot.state, pick } }));
			expect(opened).toEqual({
				ok: true,
				value: { ...snapshot, state: { ...snapshot.state, pick: null } },
			});
		}
	});

	test('of a funnel of six stages with its headline is shorter than 3,000 characters', async () => {
		expect((await linkOf(await aSnapshot())).length).toBeLessThan(3_000);
	});

	test('is made of letters that every program leaves alone', async () => {
		expect(await linkOf(await aSnapshot())).toMatch(/^#r1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{6}$/);
	});

	test('names the time zone of its days, in a version that older readers do not open', async () => {
		const snapshot = await aSnapshot();
		const zoned = { ...snapshot, catalog: { ...snapshot.catalog, timeZone: 'Europe/Berlin' } };
		const link = await linkOf(zoned);
		expect(link).toMatch(/^#r5\./);
		expect(await decodeLink(link)).toEqual({ ok: true, value: zoned });
		const { timeZone: _, ...without } = JSON.parse(
			inflateRawSync(Buffer.from(link.split('.')[1] ?? '', 'base64url')).toString(),
		) as Record<string, unknown>;
		expect(await problemOf(forged(deflateRawSync(JSON.stringify(without)), 5))).toBe('link-not-a-report');
	});

	test.each([undefined, 'Europe/Berlin'])(
		'in which no stage could be tested says so, in a version that older readers do not open; days of %s',
		async (timeZone) => {
			const { told, catalog, ...rest } = await anOverview();
			const untested: Snapshot = {
				...rest,
				catalog: { ...catalog, ...(timeZone === undefined ? {} : { timeZone }) },
				told: told && { ...told, isTested: false },
			};
			const link = await linkOf(untested);
			expect(link).toMatch(/^#r6\./);
			const read = await decodeLink(link);
			expect(read).toEqual({ ok: true, value: untested });
			const { tested: _, ...without } = JSON.parse(
				inflateRawSync(Buffer.from(link.split('.')[1] ?? '', 'base64url')).toString(),
			) as Record<string, unknown>;
			expect(await problemOf(forged(deflateRawSync(JSON.stringify(without)), 6))).toBe('link-not-a-report');
		},
	);

	test('without some deals says so, in a version that older readers do not open', async () => {
		const snapshot = await aSnapshot();
		const scope = { ...snapshot.state.scope, leaveOut: ['past-due', 'no-owner'] };
		const narrowed = { ...snapshot, state: { ...snapshot.state, scope } };
		const link = await linkOf(narrowed);
		expect(link).toMatch(/^#r2\./);
		expect(await decodeLink(link)).toEqual({ ok: true, value: narrowed });
		const { leaveOut: _, ...first } = JSON.parse(
			inflateRawSync(Buffer.from(link.split('.')[1] ?? '', 'base64url')).toString(),
		) as Record<string, unknown>;
		expect(await problemOf(forged(deflateRawSync(JSON.stringify(first)), 2))).toBe('link-not-a-report');
	});

	test.each([
		['a year before', { kind: 'year' }],
		['the period before', { kind: 'previous' }],
		['a window', { kind: 'window', from: '2023-01-01', to: '2023-07-01' }],
		['a value', { kind: 'segment', segment: 'region', value: 'Hidden Valley' }],
		['blank', { kind: 'segment', segment: 'owner', value: null }],
	] as const)('of Overview beside %s opens as it was, in a version of its own', async (_, compare) => {
		const snapshot = await anOverview({ compare: compare as never });
		const link = await linkOf(snapshot);
		expect(link).toMatch(/^#r3\./);
		expect(await decodeLink(link)).toEqual({ ok: true, value: snapshot });
	});

	test('of Overview keeps what the data have beside deals, and how conversion and skips are counted', async () => {
		const made = await anOverview();
		const snapshot: Snapshot = {
			...made,
			catalog: { ...made.catalog, also: { targets: 24, subscriptions: 310 } },
			state: { ...made.state, conversion: 'matured', horizon: 45, skips: 'in_order', optional: [2, 5] },
			told: null,
		};
		expect(await decodeLink(await linkOf(snapshot))).toEqual({ ok: true, value: snapshot });
	});

	test('of a cohort that begins in a stage says so, in a version that older readers do not open', async () => {
		const from = (snapshot: Snapshot): Snapshot => ({
			...snapshot,
			state: { ...snapshot.state, scope: { ...snapshot.state.scope, startRank: 3 } },
			answers: snapshot.answers.map((one) => ({ ...one, scope: { ...one.scope, startRank: 3 } })),
		});
		for (const snapshot of [from(await aSnapshot()), from(await anOverview())]) {
			const link = await linkOf(snapshot);
			expect(link).toMatch(/^#r4\./);
			expect(await decodeLink(link)).toEqual({ ok: true, value: snapshot });
			// The numbers are of no other cohort.
			const created = { ...snapshot.state.scope, startRank: null };
			await expect(new SnapshotSource(snapshot).read(funnel, created, {})).rejects.toThrow('one window');
		}
	});

	test('whose sentences leave their numbers to the reader is of a version of its own', async () => {
		const snapshot = await anOverview();
		const told = {
			headline: [{ text: valueTold('percent', [0.5]) }],
			evidence: [],
			isRateChanged: false,
			isTested: true,
		};
		const link = await linkOf({ ...snapshot, told });
		expect(link).toMatch(/^#r4\./);
		expect(await decodeLink(link)).toEqual({ ok: true, value: { ...snapshot, told } });
	});

	test('is the same whenever it is made', async () => {
		expect(await linkOf(await aSnapshot())).toBe(await linkOf(await aSnapshot()));
	});

	test('says nothing of values, owners or searches that the report does not name', async () => {
		const text = JSON.stringify(await reportJson());
		for (const secret of ['Secret Sam', 'Hidden Valley', 'a customer searched for'])
			expect(text).not.toContain(secret);
	});

	test('keeps any title and notes', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.string({ unit: 'grapheme' }),
				fc.string({ unit: 'grapheme' }),
				async (title, notes) => {
					const snapshot = await aSnapshot({ title, notes });
					expect(await decodeLink(await linkOf(snapshot))).toEqual({ ok: true, value: snapshot });
				},
			),
			{ numRuns: 50 },
		);
	});

	test('holds an empty answer as an empty answer', async () => {
		const snapshot = { ...(await aSnapshot()), results: { funnel: [] } };
		expect(await decodeLink(await linkOf(snapshot))).toEqual({ ok: true, value: snapshot });
	});

	test('is told from an ordinary address', () => {
		expect(isLink('#r1.abc')).toBe(true);
		expect(isLink('r12.abc')).toBe(true);
		expect(isLink('#from=2025-01-01')).toBe(false);
		expect(isLink('')).toBe(false);
	});

	test.each([
		['nothing', '', ''],
		['a full stop after it', '', '.'],
		['a bracket after it', '', ')'],
		['a line end after it', '', '\r\n'],
		['an encoded space before it', '%20', ''],
	])('opens with %s', async (_, before, after) => {
		const link = await linkOf(await aSnapshot());
		expect(await problemOf(`#${before}${link.slice(1)}${after}`)).toBe('no problem');
	});

	test('opens when a mail program has broken it over lines', async () => {
		const link = await linkOf(await aSnapshot());
		expect(await problemOf(link.replace(/.{76}/g, '$&\r\n'))).toBe('no problem');
	});
});

describe('what must not leave', () => {
	test('is refused by the link too', async () => {
		const snapshot = await aSnapshot();
		const link = await encodeLink({
			...snapshot,
			results: { ...snapshot.results, deal_list: [{ deal_id: '1' }] },
		});
		expect(link).toMatchObject({ ok: false, problem: { code: 'not-shareable' } });
		const smuggled = { mart: 'deal_list', scope: snapshot.state.scope, params: { row_limit: 1 }, rows: [] };
		expect(await encodeLink({ ...snapshot, answers: [smuggled] })).toMatchObject({
			ok: false,
			problem: { code: 'not-shareable' },
		});
	});

	test('a report too large for a link is a problem with a way out', async () => {
		let seed = 1;
		const noise = Array.from({ length: 30_000 }, () => {
			seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
			return String.fromCharCode(33 + (seed >>> 18));
		}).join('');
		expect(await encodeLink(await aSnapshot({ notes: noise }))).toMatchObject({
			ok: false,
			problem: { code: 'report-too-large' },
		});
		expect(await encodeLink(await aSnapshot({ notes: 'x'.repeat(LARGEST_REPORT) }))).toMatchObject({
			ok: false,
			problem: { code: 'report-too-large' },
		});
	});
});

describe('a damaged link', () => {
	test('cut off anywhere is told as cut off, never opened', async () => {
		const link = await linkOf(await aSnapshot());
		for (let length = '#r1'.length; length < link.length; length++) {
			expect(await problemOf(link.slice(0, length))).toBe('link-cut-off');
		}
	});

	test('with any one character changed is never opened', async () => {
		const link = await linkOf(await aSnapshot());
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: '#r1.'.length, max: link.length - 1 }),
				fc.constantFrom(...'ABCXYZabcxyz0189-_'),
				async (place, letter) => {
					fc.pre(link[place] !== letter && link[place] !== '.');
					const changed = link.slice(0, place) + letter + link.slice(place + 1);
					expect(await problemOf(changed)).toBe('link-altered');
				},
			),
			{ numRuns: 300 },
		);
	});

	test('with two parts swapped is told as altered', async () => {
		const link = await linkOf(await aSnapshot());
		expect(
			await problemOf(link.slice(0, 50) + link.slice(60, 70) + link.slice(50, 60) + link.slice(70)),
		).toBe('link-altered');
	});

	test('from a newer version says so, whatever it holds', async () => {
		expect(await problemOf('#r7.anything~at all')).toBe('link-newer');
		expect(await problemOf('#r10.abc.def')).toBe('link-newer');
	});

	test.each(['', '#', '#from=2025-01-01', '#r', '#rx.abc', '#R1.abc'])('%j is no link', async (fragment) => {
		expect(await problemOf(fragment)).toBe('not-a-link');
	});

	test('that unfolds to more than the limit is refused, however short it is', async () => {
		const bomb = forged(deflateRawSync(Buffer.alloc(20_000_000, 'a')));
		expect(bomb.length).toBeLessThan(LONGEST_LINK);
		expect(await problemOf(bomb)).toBe('link-too-large');
	});

	test('longer than any that is made is refused unread', async () => {
		expect(await problemOf(`#r1.${'A'.repeat(LONGEST_LINK)}`)).toBe('link-too-large');
		expect(await problemOf(`#r1.${'A'.repeat(50_000_000)}`)).toBe('link-too-large');
	});

	test('of bytes that are no deflate, no UTF-8 or no JSON is told as altered', async () => {
		expect(await problemOf(forged(Buffer.from('not deflate')))).toBe('link-altered');
		expect(await problemOf(forged(deflateRawSync(Buffer.from([0xff, 0xfe]))))).toBe('link-altered');
		expect(await problemOf(forged(deflateRawSync('{"state":')))).toBe('link-altered');
		expect(await problemOf(forged(new Uint8Array()))).toBe('link-altered');
	});

	test('never throws, whatever it is', async () => {
		await fc.assert(
			fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 100 }), async (text) => {
				expect(await problemOf(`#r1.${text}`)).not.toBe('no problem');
				expect(await problemOf(text)).not.toBe('no problem');
			}),
		);
		await fc.assert(
			fc.asyncProperty(fc.jsonValue(), async (json) => {
				expect(await problemOf(saying(json))).toBe('link-not-a-report');
			}),
		);
	});
});

describe('a forged report', () => {
	test('that is the true one opens: the forger of these tests is no other than the encoder', async () => {
		expect(await problemOf(saying(await reportJson()))).toBe('no problem');
	});

	test.each([
		['a state that is a list', { state: [] }],
		['no catalog', { catalog: undefined }],
		['a day that is none', { state: { from: '2025-02-30' } }],
		['an unknown basis', { state: { basis: 'both' } }],
		['filters that are a text', { state: { where: 'owner' } }],
		['a pick of nothing', { state: { pick: [1, 'eaten'] } }],
		['results that are a list', { results: [] }],
		['more rows than values', { results: { funnel: [2, { stage_rank: [1] }] } }],
		['endless rows of no columns', { results: { funnel: [1e12, {}] } }],
		['half a row', { results: { funnel: [0.5, {}] } }],
		['a cell that is an object', { results: { funnel: [1, { stage_rank: [{}] }] } }],
		['a title that is a number', { title: 1 }],
	])('with %s is no report', async (_, change) => {
		expect(await problemOf(saying({ ...(await reportJson()), ...change }))).toBe('link-not-a-report');
	});

	test.each([
		['no view', { view: undefined }],
		['a view of an unknown place', { view: { place: 'deals' } }],
		['two days the wrong way round', { view: { vs: ['2025-01-01', '2024-01-01'] } }],
		['a comparison with a word', { view: { vs: 'never' } }],
		['answers that are no list', { answers: {} }],
		['an answer of no mart', { answers: [[1, {}, {}, [0, {}]]] }],
		['an answer of a day that is none', { answers: [['funnel', { from: '2025-13-01' }, {}, [0, {}]]] }],
		['a parameter that is a list', { answers: [['funnel', {}, { a: [] }, [0, {}]]] }],
		['sentences that are no list', { told: { headline: 'all is well', evidence: [], changed: 0 } }],
		['data that are counted by words', { also: { targets: 'many' } }],
	])('of Overview with %s is no report', async (_, change) => {
		const link = await linkOf(await anOverview());
		const json = JSON.parse(
			inflateRawSync(Buffer.from(link.split('.')[1] ?? '', 'base64url')).toString(),
		) as Record<string, unknown>;
		const says = (report: unknown) => problemOf(forged(deflateRawSync(JSON.stringify(report)), 3));
		expect(await says(json)).toBe('no problem');
		expect(await says({ ...json, ...change })).toBe('link-not-a-report');
	});

	test('cannot reach the prototype of anything', async () => {
		const json = JSON.stringify(await reportJson()).replace('"funnel":', '"__proto__":[0,{}],"funnel":');
		const result = await decodeLink(forged(deflateRawSync(json)));
		expect(result.ok && Object.getPrototypeOf(result.value.results)).toBe(Object.prototype);
	});
});

const PUBLISHED = new URL('./published/', import.meta.url);
const published = readdirSync(PUBLISHED).map(
	(file) =>
		[
			file,
			JSON.parse(readFileSync(new URL(file, PUBLISHED), 'utf8')) as { link: string; opens: Snapshot },
		] as const,
);

describe('every link ever published', () => {
	test('is kept, of every version', () => {
		const versions = new Set(published.map(([file]) => file.slice(0, 3)));
		expect([...versions]).toEqual(expect.arrayContaining(['v1-', 'v3-', 'v4-', 'v5-', 'v6-']));
	});

	test.each(published.filter(([file]) => file.startsWith('v1-')))(
		'shows one window with nothing beside it, as version 1 did: %s',
		async (_, { link }) => {
			const read = await decodeLink(link);
			expect(read.ok && read.value.state).toMatchObject({
				compare: { kind: 'none' },
				skips: 'imputed',
				optional: [],
				split: null,
				horizon: null,
				deal: null,
				sql: '',
			});
		},
	);

	test.each(published)('still opens as it did: %s', async (_, { link, opens }) => {
		// What a view has learned to say since then is not in the file.
		expect(await decodeLink(link)).toMatchObject({ ok: true, value: opens });
	});

	test('is drawn in deals where it was shared before there were amounts of what it shows', async () => {
		const [, { link }] = published.find(([file]) => file === 'v3-in-order-and-matured.json')!;
		const read = await decodeLink(link);
		if (!read.ok) throw new Error(read.problem.message);
		expect(read.value.state).toMatchObject({ measure: 'count', skips: 'in_order', conversion: 'matured' });
		const source = new SnapshotSource(read.value);
		const { scope } = read.value.state;
		const [row] = await source.read(funnelByPolicy, scope, { optional_stages: '3' });
		expect(row?.deals_reached).toBeGreaterThan(0);
		expect(row).toMatchObject({ reached_amount: null, left_out_amount: null, resolved_amount_ratio: null });
	});

	test.each(published)('still answers each of its questions: %s', async (_, { opens }) => {
		// What a report has learned to hold since then is not in the file.
		const source = new SnapshotSource({ ...{ answers: [], told: null }, ...opens });
		expect(Object.keys(opens.results).length).toBeGreaterThan(0);
		for (const [name, rows] of Object.entries(opens.results)) {
			const mart = MARTS.find((known) => known.name === name);
			expect(mart, `mart ${name}`).toBeDefined();
			if (mart) expect(await source.read(mart, opens.state.scope, {} as never)).toHaveLength(rows.length);
		}
		for (const { mart: name, scope, params, rows } of source.snapshot.answers) {
			const mart = MARTS.find((known) => known.name === name);
			expect(mart, `mart ${name}`).toBeDefined();
			if (mart) expect(await source.read(mart, scope, params as never)).toHaveLength(rows.length);
		}
	});
});
