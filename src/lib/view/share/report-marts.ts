import type { AnyMart } from '../../model/contract';
import { bottlenecks } from '../../model/marts/bottlenecks';
import { conversionMatured } from '../../model/marts/conversion-matured';
import { coverage } from '../../model/marts/coverage';
import { evidence } from '../../model/marts/evidence';
import { forecast } from '../../model/marts/forecast';
import { funnel } from '../../model/marts/funnel';
import { funnelByPolicy } from '../../model/marts/funnel-by-policy';
import { headline } from '../../model/marts/headline';
import { headlineCompared } from '../../model/marts/headline-compared';
import { pipelineTrend } from '../../model/marts/pipeline-trend';
import { retentionSummary } from '../../model/marts/retention-summary';
import { timeInStage } from '../../model/marts/time-in-stage';
import { velocityTrend } from '../../model/marts/velocity-trend';

/** What a report may hold, in the words of the one who shares it. */
export const REPORT_PARTS: readonly { mart: AnyMart; what: string; detail: string }[] = [
	{ mart: headline, what: 'Headline', detail: 'counts, amounts, averages and rates of the whole scope' },
	{ mart: headlineCompared, what: 'Tiles', detail: 'the same of the window and of what it is held against' },
	{ mart: funnel, what: 'Funnel', detail: 'counts, amounts and rates of each stage' },
	{
		mart: funnelByPolicy,
		what: 'Funnel by skips',
		detail: 'counts, amounts and rates of each stage, each way to count skips',
	},
	{ mart: conversionMatured, what: 'Matured conversion', detail: 'counts, amounts and rates of each stage' },
	{ mart: evidence, what: 'Evidence', detail: 'how the reach is known, and for how many deals' },
	{ mart: velocityTrend, what: 'Trend', detail: 'counts, amounts and averages of each period' },
	{ mart: pipelineTrend, what: 'Open pipeline', detail: 'counts and amounts at the end of each period' },
	{ mart: timeInStage, what: 'Time in stage', detail: 'counts and quantiles of each stage' },
	{
		mart: bottlenecks,
		what: 'Bottlenecks',
		detail: 'rates and amounts of each stage, and of the three costliest',
	},
	{ mart: forecast, what: 'Forecast', detail: 'amounts of the coming quarter' },
	{ mart: coverage, what: 'Coverage', detail: 'targets and amounts of the coming periods' },
	{ mart: retentionSummary, what: 'Retention', detail: 'counts of accounts, and what they come to' },
];
