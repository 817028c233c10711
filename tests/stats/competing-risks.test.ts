import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	cumulativeIncidence,
	eventualIncidence,
	incidenceAt,
	type CauseCount,
	type Incidence,
} from '$lib/stats/competing-risks';
import { survivalCurve } from '$lib/stats/survival';
import { filled, readR } from './r/read';

type End = 'won' | 'lost';
const ends: readonly End[] = ['won', 'lost'];

function left(days: number, by: End | 'censored'): CauseCount<End> {
	return {
		days,
		events: { won: by === 'won' ? 1 : 0, lost: by === 'lost' ? 1 : 0 },
		censored: by === 'censored' ? 1 : 0,
	};
}

// R: t <- c(1,2,2,3,3,4,5,5,6,7,8,9); s <- c(1,2,0,1,1,0,2,1,0,1,2,0)
// f <- survfit(Surv(t, factor(s, 0:2, c("censor", "won", "lost"))) ~ 1, conf.type = "log-log")
// with(f, cbind(time, pstate, std.err^2, lower, upper))
const small = [1, 2, 2, 3, 3, 4, 5, 5, 6, 7, 8, 9].map((days, i) =>
	left(days, (['censored', 'won', 'lost'] as const)[[1, 2, 0, 1, 1, 0, 2, 1, 0, 1, 2, 0][i]!]!),
);

describe('the cumulative incidence', () => {
	test('of a small example is that of a multi-state survfit', () => {
		const curve = cumulativeIncidence(small, ends);
		const expected: [number, End, Incidence][] = [
			[1, 'won', incidence(0.0833333333333, 0.00636574074074, 0.00505283547899073, 0.311070409989987)],
			[3, 'won', incidence(0.2685185185185, 0.01770166514251, 0.06380295378136719, 0.533548713555298)],
			[5, 'lost', incidence(0.1913580246914, 0.01515478670257, 0.02887594656385471, 0.462364541948612)],
			[9, 'won', incidence(0.5205761316872, 0.02855702702652, 0.17727650013779678, 0.78165929364385)],
			[9, 'lost', incidence(0.3353909465021, 0.02603793271501, 0.07503165366508174, 0.630763053877457)],
		];
		for (const [days, end, theirs] of expected) {
			const ours = curve.find((step) => step.days === days)!.causes[end];
			for (const key of ['incidence', 'variance', 'low', 'high'] as const) {
				expect(ours[key], `${key} of ${end} at ${days}`).toBeCloseTo(theirs[key]!, 12);
			}
		}
		expect(curve[0]?.causes.lost).toEqual({ incidence: 0, variance: 0, low: null, high: null });
	});

	// competing-risks.R in r/: survfit(Surv(days, cause) ~ 1, conf.type = "log-log") of survival::mgus2
	test('is that of R at every step of the 1384 patients of mgus2', () => {
		const expected = readR('mgus2.csv');
		const rows = expected.map((row) => ({
			days: filled(row, 'days'),
			events: { pcm: filled(row, 'pcm'), death: filled(row, 'death') },
			censored: filled(row, 'censored'),
		}));
		const curve = cumulativeIncidence(rows, ['pcm', 'death']);
		expect(curve).toHaveLength(268);
		expect(curve[0]?.at_risk).toBe(1384);
		for (const [i, step] of curve.entries()) {
			const theirs = expected[i]!;
			expect(step.at_risk).toBe(theirs.at_risk);
			expect(step.survival).toBeCloseTo(filled(theirs, 'survival'), 11);
			for (const cause of ['pcm', 'death'] as const) {
				for (const key of ['incidence', 'variance', 'low', 'high'] as const) {
					const [our, their] = [step.causes[cause][key], theirs[`${cause}_${key}`]!];
					if (our === null || their === null) expect(our).toBe(their);
					else expect(Math.abs(our - their)).toBeLessThanOrEqual(1e-10 * Math.abs(their));
				}
			}
		}
	});

	test('takes events before censorings at ties', () => {
		const curve = cumulativeIncidence([{ days: 5, events: { won: 1, lost: 1 }, censored: 2 }], ends);
		expect(curve).toMatchObject([{ at_risk: 4, survival: 0.5, causes: { won: { incidence: 0.25 } } }]);
	});

	test('at a time and at the end is that of the last step before it', () => {
		const curve = cumulativeIncidence(small, ends);
		expect(incidenceAt(curve, 'won', 0.5)).toEqual({ incidence: 0, variance: 0, low: null, high: null });
		expect(incidenceAt(curve, 'won', 4.9).incidence).toBeCloseTo(0.2685185185185, 12);
		expect(eventualIncidence(curve, 'won')).toEqual({
			...curve.at(-1)!.causes.won,
			unresolved: curve.at(-1)!.survival,
		});
		expect(eventualIncidence(curve, 'won')!.unresolved).toBeCloseTo(0.144032921811, 12);
	});

	test('of nothing is nothing, and of everybody has no interval', () => {
		expect(cumulativeIncidence([], ends)).toEqual([]);
		expect(eventualIncidence([], 'won')).toBeNull();
		expect(eventualIncidence(cumulativeIncidence([left(3, 'won')], ends), 'won')).toEqual({
			incidence: 1,
			variance: 0,
			low: null,
			high: null,
			unresolved: 0,
		});
	});

	test('refuses negative and undefined times and counts', () => {
		expect(() => cumulativeIncidence([left(-1, 'won')], ends)).toThrow(RangeError);
		expect(() =>
			cumulativeIncidence([{ days: 1, events: { won: NaN, lost: 0 }, censored: 0 }], ends),
		).toThrow('events of won must be a finite number of at least 0, not NaN');
	});
});

const anyRows = fc.array(
	fc.record({
		days: fc.nat(25),
		events: fc.record({ won: fc.nat(3), lost: fc.nat(3) }) as fc.Arbitrary<Record<End, number>>,
		censored: fc.nat(3),
	}) as fc.Arbitrary<CauseCount<End>>,
	{ maxLength: 25 },
);

test('property: all incidences and the share left add up to 1, none falls, no variance is negative', () => {
	fc.assert(
		fc.property(anyRows, (rows) => {
			const before = { won: 0, lost: 0 };
			for (const { survival, causes } of cumulativeIncidence(rows, ends)) {
				expect(Math.abs(survival + causes.won.incidence + causes.lost.incidence - 1)).toBeLessThan(1e-9);
				for (const end of ends) {
					expect(causes[end].incidence).toBeGreaterThanOrEqual(before[end]);
					expect(causes[end].variance).toBeGreaterThanOrEqual(-1e-15);
					before[end] = causes[end].incidence;
				}
			}
		}),
	);
});

test('property: the share left is the Kaplan–Meier curve of leaving at all, and order changes nothing', () => {
	fc.assert(
		fc.property(anyRows, (rows) => {
			const curve = cumulativeIncidence(rows, ends);
			const merged = survivalCurve(
				rows.map(({ days, events, censored }) => ({
					days,
					events: events.won + events.lost,
					censored,
				})),
			);
			expect(curve.map((step) => step.survival)).toEqual(merged.map((step) => step.survival));
			expect(cumulativeIncidence([...rows].reverse(), ends)).toEqual(curve);
		}),
	);
});

test('property: one cause alone has the incidence and the variance of 1 − Kaplan–Meier', () => {
	fc.assert(
		fc.property(anyRows, (rows) => {
			const alone = rows.map((row) => ({ ...row, events: { won: row.events.won, lost: 0 } }));
			const times = rows.map(({ days, events, censored }) => ({ days, events: events.won, censored }));
			const merged = survivalCurve(times.filter((row) => row.events + row.censored > 0));
			for (const [i, { causes }] of cumulativeIncidence(alone, ends).entries()) {
				expect(causes.won.incidence).toBeCloseTo(1 - merged[i]!.survival, 12);
				const variance = merged[i]!.variance;
				if (variance !== null) expect(causes.won.variance).toBeCloseTo(variance, 12);
			}
		}),
	);
});

test('property: without censoring the incidence is the share of the cause, with the binomial variance', () => {
	const fates = fc.array(fc.tuple(fc.nat(15), fc.constantFrom(...ends)), { minLength: 1, maxLength: 40 });
	fc.assert(
		fc.property(fates, (deals) => {
			const curve = cumulativeIncidence(
				deals.map(([days, end]) => left(days, end)),
				ends,
			);
			for (const { days, causes } of curve) {
				const share = deals.filter(([time, end]) => end === 'won' && time <= days).length / deals.length;
				expect(causes.won.incidence).toBeCloseTo(share, 12);
				expect(causes.won.variance).toBeCloseTo((share * (1 - share)) / deals.length, 12);
			}
		}),
	);
});

function incidence(value: number, variance: number, low: number, high: number): Incidence {
	return { incidence: value, variance, low, high };
}
