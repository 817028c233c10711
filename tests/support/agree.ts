import { expect } from 'vitest';

/** The row has each of these values: numbers to rounding, null only as null. */
export function expectAgreement(row: object | undefined, expected: object, where: string): void {
	const actual = (row ?? {}) as Record<string, unknown>;
	for (const [name, value] of Object.entries(expected)) {
		if (typeof value === 'number' && typeof actual[name] === 'number')
			expect(actual[name], `${where} ${name}`).toBeCloseTo(value, 6);
		else expect(actual[name], `${where} ${name}`).toEqual(value);
	}
}
