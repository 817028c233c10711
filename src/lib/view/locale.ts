import { createFormat } from '../chart/format';

/** Numbers and days as the reader's browser writes them; pages made ahead of time hold none. */
export const format = createFormat(typeof navigator === 'undefined' ? 'en' : navigator.language);
