import type { AnyMart } from './contract';
import { currencyTotals } from './marts/currency-totals';
import { dealList } from './marts/deal-list';
import { evidence } from './marts/evidence';
import { funnel } from './marts/funnel';
import { headline } from './marts/headline';
import { segmentValues } from './marts/segment-values';
import { timeInStage } from './marts/time-in-stage';

/** Every mart there is. */
export const MARTS: readonly AnyMart[] = [
	headline,
	funnel,
	evidence,
	currencyTotals,
	segmentValues,
	dealList,
	timeInStage,
];
