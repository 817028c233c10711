import { addDays, addMonths } from '../../base/day';
import { monthsOf } from '../../base/window';
import type { Catalog } from '../../model/catalog';
import type { AnyMart, ParamsFor } from '../../model/contract';
import { bottlenecks } from '../../model/marts/bottlenecks';
import { coverage } from '../../model/marts/coverage';
import { evidence } from '../../model/marts/evidence';
import { forecast } from '../../model/marts/forecast';
import { forecastAccuracy } from '../../model/marts/forecast-accuracy';
import { funnel } from '../../model/marts/funnel';
import { headline } from '../../model/marts/headline';
import { headlineCompared } from '../../model/marts/headline-compared';
import { pipelineTrend } from '../../model/marts/pipeline-trend';
import { rateSplit } from '../../model/marts/rate-split';
import { retentionSummary } from '../../model/marts/retention-summary';
import { timeInStage } from '../../model/marts/time-in-stage';
import { velocityTrend } from '../../model/marts/velocity-trend';
import type { Scope } from '../../model/scope';
import { comparedScopes, comparisonOf } from '../../share/comparison';
import type { AnyAsk, Ask } from '../../share/snapshot';
import type { ViewState } from '../../share/state';

const ask = <M extends AnyMart>(mart: M, scope: Scope, params: ParamsFor<M>): Ask<M> => ({
	mart,
	scope,
	params,
});

/** The small lines reach back over some periods before the window, so that it can be seen against them. */
function trendOf(scope: Scope, catalog: Pick<Catalog, 'asOfDay'>) {
	const to = scope.to ?? (catalog.asOfDay === null ? null : addDays(catalog.asOfDay, 1));
	const months = scope.from !== null && to !== null ? monthsOf({ from: scope.from, to }) : null;
	const isLong = scope.from === null || months === null || months >= 6;
	return {
		period: isLong ? 'quarter' : 'month',
		label: isLong ? 'The line: by quarter, three years back' : 'The line: by month, one year back',
		scope: { ...scope, from: to === null ? null : addMonths(to, isLong ? -36 : -12), to },
	};
}

/** All that Overview asks of one view, what decides most first. */
export function overviewAsks(
	catalog: Pick<Catalog, 'asOfDay' | 'also'>,
	{ scope, compare }: Pick<ViewState, 'scope' | 'compare'>,
) {
	const asOf = scope.asOf ?? catalog.asOfDay;
	const comparison = comparisonOf(scope, compare, asOf);
	/** The same window for the deals of one value. */
	const beside = compare.kind === 'segment' ? comparedScopes(scope, compare, asOf) : null;
	// A window that is not over is asked only up to the day of the data: a part is compared with a part.
	const asked = comparison ? { ...scope, ...comparison.shown } : scope;
	const comparedWith = {
		compare_from: comparison?.compared.from ?? null,
		compare_to: comparison?.compared.to ?? null,
	};
	const trend = trendOf(scope, catalog);
	const next = { period: 'quarter', periods: 1 };
	const split = { segment: null, rate: null, ...comparedWith };
	return {
		comparison,
		beside,
		trend,
		asks: {
			compared: ask(headlineCompared, asked, comparedWith),
			beside: beside && ask(headlineCompared, beside.compared, { compare_from: null, compare_to: null }),
			now: ask(headline, scope, {}),
			funnel: ask(funnel, scope, {}),
			trend: ask(velocityTrend, trend.scope, { period: trend.period }),
			split: comparison && ask(rateSplit, asked, split),
			time: ask(timeInStage, scope, { segment: null }),
			evidence: ask(evidence, scope, {}),
			costs: ask(bottlenecks, scope, { segment: null }),
			pipeline: ask(pipelineTrend, trend.scope, { period: trend.period, by_stage: false, segment: null }),
			coming: ask(forecast, scope, next),
			/** How past forecasts of as long a period went. */
			record: ask(forecastAccuracy, scope, { period: next.period }),
			coverage:
				(catalog.also?.targets ?? 0) > 0
					? ask(coverage, scope, { period: 'quarter', segment: null, periods: null, as_of: null })
					: null,
			retention: ask(retentionSummary, asked, {}),
			retentionBefore: comparison && ask(retentionSummary, { ...scope, ...comparison.compared }, {}),
		},
	};
}

export type OverviewAsks = ReturnType<typeof overviewAsks>;

/** All of them in the order in which Overview asks them. */
export const inOrder = ({ asks }: OverviewAsks): AnyAsk[] =>
	[
		asks.compared,
		asks.split,
		asks.beside,
		asks.now,
		asks.funnel,
		asks.evidence,
		asks.costs,
		asks.trend,
		asks.pipeline,
		asks.coverage,
		asks.retention,
		asks.retentionBefore,
		asks.time,
		asks.coming,
		asks.record,
	].filter((one) => one !== null);
