import { expect, test } from 'vitest';
import { writeCell } from '$lib/view/sql/result-cells';

test('an instant is written as SQL writes it, and midnight as its day', () => {
	expect(writeCell('2026-09-30T00:00:00Z', 'instant')).toBe('2026-09-30');
	expect(writeCell('2026-09-30T00:00:00.000Z', 'instant')).toBe('2026-09-30');
	expect(writeCell('2026-09-30T07:05:00.250Z', 'instant')).toBe('2026-09-30 07:05:00.25');
	expect(writeCell('2026-09-30T00:00:00.500Z', 'instant')).toBe('2026-09-30 00:00:00.5');
});

test('everything else is written as it is', () => {
	expect(writeCell(1234.5678, 'number')).toBe('1234.5678');
	expect(writeCell('2026-09-30T00:00:00Z', 'text')).toBe('2026-09-30T00:00:00Z');
	expect(writeCell(false, 'boolean')).toBe('false');
});
