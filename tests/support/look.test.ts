import { describe, expect, test } from 'vitest';
import { compareLooks } from './look';

const BARS = ['==== -+   ', '==        ', '', '. . . .   '];

describe('two looks', () => {
	test('are the same where nothing is apart by more than a sign', () => {
		expect(compareLooks(BARS, BARS).apart).toBe(0);
		expect(compareLooks(BARS, ['==+= -+   ', '==        ', '', '. . . .   ']).apart).toBe(0);
	});

	test('may have their letters a step aside', () => {
		expect(compareLooks(['=-. .-='], ['==-. .-']).apart).toBe(0);
	});

	test('are apart where a bar is gone, longer, or stands in another row, and the picture shows where', () => {
		const gone = compareLooks(BARS, ['==== -+   ', '', '', '. . . .   ']);
		expect(gone.picture.split('\n')[1]).toBe('!!        ');
		expect(gone.apart).toBeGreaterThan(0.1);
		expect(compareLooks(['====    '], ['========']).apart).toBeGreaterThan(0.3);
		expect(compareLooks(['====', ''], ['', '====']).apart).toBe(1);
	});

	test('are apart where one is higher', () => {
		expect(compareLooks(['===='], ['====', '====', '====']).apart).toBeGreaterThan(0.5);
	});

	test('of nothing are the same', () => {
		expect(compareLooks([], [''])).toMatchObject({ apart: 0 });
	});
});
