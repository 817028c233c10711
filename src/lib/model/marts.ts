import type { AnyMart } from './contract';
import { basisBridge } from './marts/basis-bridge';
import { bottlenecks } from './marts/bottlenecks';
import { conversionMatured } from './marts/conversion-matured';
import { conversionMaturedBySegment } from './marts/conversion-matured-by-segment';
import { conversionTrend } from './marts/conversion-trend';
import { coverage } from './marts/coverage';
import { currencyTotals } from './marts/currency-totals';
import { dealCard } from './marts/deal-card';
import { dealChanges } from './marts/deal-changes';
import { dealList } from './marts/deal-list';
import { dealRows } from './marts/deal-rows';
import { dealVisits } from './marts/deal-visits';
import { evidence } from './marts/evidence';
import { forecast } from './marts/forecast';
import { forecastAccuracy } from './marts/forecast-accuracy';
import { forecastDeals } from './marts/forecast-deals';
import { forecastRecord } from './marts/forecast-record';
import { funnel } from './marts/funnel';
import { funnelByPolicy } from './marts/funnel-by-policy';
import { funnelBySegment } from './marts/funnel-by-segment';
import { headline } from './marts/headline';
import { headlineCompared } from './marts/headline-compared';
import { hygiene } from './marts/hygiene';
import { hygieneRows } from './marts/hygiene-rows';
import { leadSources } from './marts/lead-sources';
import { ledgerChanges } from './marts/ledger-changes';
import { ledgerSummary } from './marts/ledger-summary';
import { owners } from './marts/owners';
import { paths } from './marts/paths';
import { pipelineAgeing } from './marts/pipeline-ageing';
import { pipelineAsOf } from './marts/pipeline-as-of';
import { pipelineMoves } from './marts/pipeline-moves';
import { pipelineSlippage } from './marts/pipeline-slippage';
import { pipelineTrend } from './marts/pipeline-trend';
import { pipelineWaterfall } from './marts/pipeline-waterfall';
import { processScorecard } from './marts/process-scorecard';
import { processScorecardTrend } from './marts/process-scorecard-trend';
import { pipelineYield } from './marts/pipeline-yield';
import { rateSplit } from './marts/rate-split';
import { repeatPurchase } from './marts/repeat-purchase';
import { retentionCohorts } from './marts/retention-cohorts';
import { retentionSummary } from './marts/retention-summary';
import { retentionTrend } from './marts/retention-trend';
import { secondPurchaseCurve } from './marts/second-purchase-curve';
import { segmentValues } from './marts/segment-values';
import { stageMoves } from './marts/stage-moves';
import { timeToConvert } from './marts/time-to-convert';
import { timeInStage } from './marts/time-in-stage';
import { upsellOpportunities } from './marts/upsell-opportunities';
import { velocityTrend } from './marts/velocity-trend';
import { whatIfInputs } from './marts/what-if-inputs';
import { winLoss } from './marts/win-loss';

/** Every mart there is. */
export const MARTS: readonly AnyMart[] = [
	headline,
	funnel,
	evidence,
	currencyTotals,
	segmentValues,
	dealList,
	dealCard,
	dealVisits,
	dealChanges,
	dealRows,
	timeInStage,
	funnelByPolicy,
	conversionMatured,
	conversionMaturedBySegment,
	winLoss,
	leadSources,
	velocityTrend,
	headlineCompared,
	rateSplit,
	owners,
	conversionTrend,
	paths,
	stageMoves,
	timeToConvert,
	funnelBySegment,
	basisBridge,
	bottlenecks,
	whatIfInputs,
	forecast,
	forecastRecord,
	forecastAccuracy,
	forecastDeals,
	hygiene,
	hygieneRows,
	pipelineAsOf,
	pipelineTrend,
	pipelineWaterfall,
	pipelineMoves,
	pipelineSlippage,
	pipelineAgeing,
	coverage,
	pipelineYield,
	retentionSummary,
	retentionTrend,
	retentionCohorts,
	repeatPurchase,
	secondPurchaseCurve,
	upsellOpportunities,
	processScorecard,
	processScorecardTrend,
	ledgerSummary,
	ledgerChanges,
];
