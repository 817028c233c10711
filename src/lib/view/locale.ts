import { writeNumbersBy } from '../base/written';
import { createFormat, type Format } from '../chart/format';

/**
 * Numbers and days as the reader's browser writes them; pages made ahead of time hold none. The words around them,
 * those of units too, are English in every browser, so charts are read from left to right.
 */
export const format: Format = {
	...createFormat(typeof navigator === 'undefined' ? 'en' : navigator.language, 'en'),
	direction: 'ltr',
};

// Sentences that intake makes – what it read, what it asks – write their numbers in the same way.
writeNumbersBy((value) => format.full(value));
