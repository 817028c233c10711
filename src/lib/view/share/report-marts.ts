import type { AnyMart } from '../../model/contract';
import { evidence } from '../../model/marts/evidence';
import { funnel } from '../../model/marts/funnel';
import { headline } from '../../model/marts/headline';

/** What the Funnel view asks, and so what its report holds, in the words of the one who shares it. */
export const REPORT_PARTS: readonly { mart: AnyMart; what: string; detail: string }[] = [
	{ mart: headline, what: 'Headline', detail: 'counts, amounts, averages and rates of the whole scope' },
	{ mart: funnel, what: 'Funnel', detail: 'counts, amounts and rates of each stage' },
	{ mart: evidence, what: 'Evidence', detail: 'how the reach is known, and for how many deals' },
];

export const REPORT_MARTS: readonly AnyMart[] = REPORT_PARTS.map(({ mart }) => mart);
