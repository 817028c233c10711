import { describe, expect, it } from 'vitest';
import { createFormat, NO_VALUE } from '$lib/chart/format';

const us = createFormat('en-US');
const de = createFormat('de-DE');
const fr = createFormat('fr-FR');
const ar = createFormat('ar-EG');
const he = createFormat('he-IL');

/** Spaces as one can see them: ˽ narrow, ␣ full, both unbreakable. */
const seen = (text: string) => text.replaceAll('\u202f', '˽').replaceAll('\u00a0', '␣');

describe('counts', () => {
	it('are written in full up to 99,999 and compact from there', () => {
		expect(us.count(8529)).toBe('8,529');
		expect(us.count(99_999)).toBe('99,999');
		expect(seen(us.count(100_000))).toBe('100␣k');
		expect(seen(us.count(1_240_311))).toBe('1.24␣M');
		expect(seen(de.count(1_240_311))).toBe('1,24␣Mio.');
		expect(seen(fr.count(8529))).toBe('8˽529');
		expect(seen(fr.count(1_240_311))).toBe('1,24␣M');
		// Kept to itself: in a sentence no number takes another's place.
		expect(ar.count(8529)).toBe('\u2068٨٬٥٢٩\u2069');
		expect(ar.interval(0.206, 0.251)).toMatch(/^\u2068[^\u2069]+\u2069–\u2068[^\u2069]+\u2069$/);
		expect(ar.count(null)).toBe(NO_VALUE);
	});

	it('have the same sign of a million in all of English', () => {
		const gb = createFormat('en-GB');
		expect(seen(gb.count(1_240_311))).toBe('1.24␣M');
		expect(seen(gb.money(1_921_000, 'EUR'))).toBe('€1.92␣M');
		expect(seen(gb.count(124_000))).toBe('124␣k');
		expect(seen(gb.money(3_100_000_000, 'GBP'))).toBe('£3.10␣bn');
	});

	it('have all their digits on demand', () => {
		expect(us.full(1_240_311)).toBe('1,240,311');
		expect(de.full(1_240_311.5)).toBe('1.240.311,5');
	});

	it('never show a rounded 100,000 in full and compact at once', () => {
		expect(seen(us.count(99_999.7))).toBe('100␣k');
	});
});

describe('what is undefined', () => {
	it('is a dash in every format, and zero is zero', () => {
		for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
			expect(us.count(value)).toBe(NO_VALUE);
			expect(us.percent(value)).toBe(NO_VALUE);
			expect(us.points(value)).toBe(NO_VALUE);
			expect(us.days(value)).toBe(NO_VALUE);
			expect(us.money(value, 'EUR')).toBe(NO_VALUE);
			expect(us.money(value, 'US$')).toBe(NO_VALUE);
			expect(us.times(value)).toBe(NO_VALUE);
			expect(us.interval(value, 0.3)).toBe(NO_VALUE);
			expect(us.interval(0.3, value)).toBe(NO_VALUE);
		}
		expect(us.day(null)).toBe(NO_VALUE);
		expect(us.day('no day')).toBe(NO_VALUE);
		expect(us.dayRange('2026-07-01', 'no day')).toBe(NO_VALUE);
		expect(us.month(undefined)).toBe(NO_VALUE);
		expect(us.instant(null, 'UTC')).toBe(NO_VALUE);
		expect(us.count(0)).toBe('0');
		expect(us.count(-0)).toBe('0');
		expect(seen(us.percent(-0.0002))).toBe('0.0˽%');
		expect(seen(us.percent(0))).toBe('0.0˽%');
	});
});

describe('ratios', () => {
	it('are percent with one decimal and a narrow space', () => {
		expect(seen(us.percent(0.228))).toBe('22.8˽%');
		expect(seen(de.percent(0.228))).toBe('22,8˽%');
		expect(seen(fr.percent(0.228))).toBe('22,8˽%');
		expect(seen(us.percent(0.228, 0))).toBe('23˽%');
		expect(ar.percent(0.228)).toContain('٢٢٫٨');
		expect(he.percent(0.228)).toContain('22.8');
	});

	it('make intervals with one sign of percent', () => {
		expect(seen(us.interval(0.206, 0.251))).toBe('20.6–25.1˽%');
		expect(seen(de.interval(0.206, 0.251))).toBe('20,6–25,1˽%');
	});

	it('differ by signed points with a true minus', () => {
		expect(seen(us.points(-0.041))).toBe('−4.1␣pts');
		expect(seen(us.points(0.005))).toBe('+0.5␣pts');
		expect(seen(us.points(0))).toBe('0.0␣pts');
		expect(seen(de.points(-0.041))).toBe('−4,1␣Pkt.');
		expect(seen(us.change(-0.11))).toBe('−11.0˽%');
	});
});

describe('days', () => {
	it('are words, in short a letter, with a decimal only below ten', () => {
		expect(seen(us.days(61.4))).toBe('61␣days');
		expect(seen(us.days(1))).toBe('1␣day');
		expect(seen(us.days(2.25))).toBe('2.3␣days');
		expect(seen(de.days(61))).toBe('61␣Tage');
		const amongEnglish = createFormat('de-DE', 'en');
		expect(seen(amongEnglish.days(7.25))).toBe('7,3␣days');
		expect(seen(amongEnglish.days(1))).toBe('1␣day');
		expect(seen(amongEnglish.daysShort(61))).toBe('61␣d');
		expect(seen(amongEnglish.daysSigned(4))).toBe('+4␣days');
		expect(amongEnglish.days(null)).toBe(NO_VALUE);
		expect(seen(amongEnglish.points(-0.041))).toBe('−4,1␣pts');
		expect(seen(fr.days(61))).toBe('61␣jours');
		expect(seen(us.daysShort(6))).toBe('6␣d');
		expect(seen(us.daysSigned(4))).toBe('+4␣days');
		expect(seen(us.daysSigned(-4))).toBe('−4␣days');
	});
});

describe('money', () => {
	it('is compact from ten thousand, with sign or code or no currency', () => {
		expect(seen(us.money(1_920_400, 'EUR'))).toBe('€1.92␣M');
		expect(seen(us.money(24_600, 'EUR'))).toBe('€24.6␣k');
		expect(seen(us.money(1300, 'EUR'))).toBe('€1,300');
		expect(seen(us.money(-214_000, 'EUR'))).toBe('−€214␣k');
		expect(seen(us.money(1300, 'EUR', { signed: true }))).toBe('+€1,300');
		// Beside an amount that is compact it is so too, but not below a thousand.
		expect(seen(us.money(2939, 'EUR', { signed: true, like: 27_400 }))).toBe('+€2.94␣k');
		expect(seen(us.money(-939, 'EUR', { signed: true, like: 27_400 }))).toBe('−€939');
		expect(seen(us.money(2939, 'EUR', { like: 9_400 }))).toBe('€2,939');
		expect(seen(us.money(1_320_000_000_000_000, 'EUR'))).toBe('€1,320␣T');
		// A few hundredths are not nothing.
		expect(us.money(0.0345, 'EUR')).toBe('€0.035');
		expect(us.moneyFull(0.03456, null)).toBe('0.0346');
		expect(us.money(0, 'EUR')).toBe('€0');
		expect(seen(us.money(1_920_400, 'EUR', { code: true }))).toBe('EUR␣1.92␣M');
		expect(seen(us.money(1_920_400, null))).toBe('1.92␣M');
		expect(seen(de.money(1_920_400, 'EUR'))).toBe('1,92␣Mio.␣€');
		expect(seen(fr.money(1300, 'EUR'))).toMatch(/^1˽300␣€$/);
		expect(ar.money(1300, 'EGP')).toContain('١٬٣٠٠');
	});

	it('has all its digits on demand', () => {
		expect(us.moneyFull(1_920_400, 'EUR')).toBe('€1,920,400');
		expect(us.moneyFull(1_920_400.5, 'EUR')).toBe('€1,920,400.50');
		expect(us.moneyFull(299_847.2641, null)).toBe('299,847.26');
	});

	it('keeps a currency that is no ISO code as the file had it', () => {
		expect(seen(us.money(1300, 'US$'))).toBe('US$␣1,300');
	});
});

describe('calendar days', () => {
	it('never shift, in whatever time zone the reader sits', () => {
		const before = process.env['TZ'];
		try {
			for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/New_York', 'UTC']) {
				process.env['TZ'] = zone;
				const here = createFormat('en-US');
				expect(here.day('2026-09-30')).toBe('Sep 30, 2026');
				expect(here.day('2026-01-01')).toBe('Jan 1, 2026');
				expect(here.month('2026-03-01')).toBe('Mar 2026');
			}
		} finally {
			if (before === undefined) delete process.env['TZ'];
			else process.env['TZ'] = before;
		}
	});

	it('are written in the order of the locale', () => {
		expect(de.day('2026-09-30')).toBe('30. Sept. 2026');
		expect(fr.day('2026-09-30')).toBe('30 sept. 2026');
		expect(us.dayRange('2026-07-01', '2026-09-30').replace(/\s/g, ' ')).toBe('Jul 1 – Sep 30, 2026');
	});
});

describe('instants', () => {
	it('are shown as the clock stood in the zone asked for', () => {
		expect(us.instant('2026-09-30T23:30:00Z', 'UTC')).toContain('Sep 30, 2026');
		expect(us.instant('2026-09-30T23:30:00Z', 'Europe/Berlin')).toContain('Oct 1, 2026');
	});

	it('without an offset name no instant', () => {
		expect(us.instant('2026-09-30T23:30:00', 'UTC')).toBe(NO_VALUE);
	});
});

describe('digits and days amid words of another language', () => {
	const OTHERS = /[\p{Nd}--[0-9]]/v;

	it('are Latin ones, kept to themselves where the script runs the other way', () => {
		for (const tag of ['ar-EG', 'fa', 'ckb', 'mr', 'bn', 'my']) {
			const format = createFormat(tag, 'en');
			const written = [
				format.count(1_240_311),
				format.full(8529),
				format.percent(0.228),
				format.points(-0.041),
				format.days(61),
				format.money(1_921_000, 'EUR'),
				format.interval(0.206, 0.251),
				format.day('2026-09-30'),
				format.monthRange('2025-10-01', '2026-09-30'),
				format.instant('2026-09-30T12:00:00Z', 'UTC'),
			];
			for (const text of written) {
				expect(text).toMatch(/[0-9]/);
				expect(text).not.toMatch(OTHERS);
				if (format.direction === 'rtl') expect(text).toMatch(/\u2068[^\u2069]*[0-9][^\u2069]*\u2069/);
			}
		}
		expect(seen(createFormat('ar-EG', 'en').full(8529))).toBe('\u20688,529\u2069');
		expect(createFormat('ar-EG', 'en').days(61)).toMatch(/days$/);
	});

	it('are the reader’s own where the words are too, or the tag asks for them', () => {
		expect(ar.full(8529)).toMatch(OTHERS);
		expect(createFormat('ar-EG-u-nu-arab', 'en').full(8529)).toBe('\u2068٨٬٥٢٩\u2069');
	});

	it('of every reader are those of the calendar that periods are of', () => {
		for (const tag of ['fa', 'th', 'ar-SA', 'ja-u-ca-japanese']) {
			expect(createFormat(tag, 'en').month('2026-09-01')).toContain('2026');
			expect(createFormat(tag, 'en').day('2026-09-30')).toContain('2026');
		}
	});
});

describe('direction', () => {
	it('is that of the script', () => {
		expect([us, de, fr].map(({ direction }) => direction)).toEqual(['ltr', 'ltr', 'ltr']);
		expect([ar, he].map(({ direction }) => direction)).toEqual(['rtl', 'rtl']);
		// Punjabi has two, and the tag says which.
		expect(['pa-Arab-PK', 'pa-Guru-IN', 'fa', 'ckb'].map((tag) => createFormat(tag).direction)).toEqual([
			'rtl',
			'ltr',
			'rtl',
			'rtl',
		]);
	});
});

describe('two months', () => {
	it('share a year that they have in common', () => {
		expect(us.monthRange('2025-10-01', '2026-09-30').replace(/\s/g, ' ')).toBe('Oct 2025 – Sep 2026');
		expect(us.monthRange('2026-01-01', '2026-06-30').replace(/\s/g, ' ')).toBe('Jan – Jun 2026');
		expect(us.monthRange('', '2026-06-30')).toBe(NO_VALUE);
	});
});

it('a difference of ratios in words has no sign: the verb says which way', () => {
	expect(us.pointsInWords(-0.041).replace(/\s/g, ' ')).toBe('4.1 points');
	expect(us.pointsInWords(null)).toBe(NO_VALUE);
});
