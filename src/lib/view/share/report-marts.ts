import type { AnyMart } from '../../model/contract';
import { evidence } from '../../model/marts/evidence';
import { funnel } from '../../model/marts/funnel';
import { headline } from '../../model/marts/headline';

/** What the Funnel view asks, and so what its report holds. */
export const REPORT_MARTS: readonly AnyMart[] = [headline, funnel, evidence];
