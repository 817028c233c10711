import { openAsBlob } from 'node:fs';
import type { Value } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import type { AnyMart } from '$lib/model/contract';
import { MARTS } from '$lib/model/marts';
import { usualParams } from '../../support/every-mart';
import { importFiles } from '../../support/journeys';
import { SAMPLE_FILES } from '../../support/sample-files';

/** The deal that marts about one deal are asked of: lost, taken up again and won. */
const DEAL = '006Hs00000LB0RDIA1';

/** Numbers are kept to so many significant digits. */
const DIGITS = 9;
/** And are the same within this part of the larger one: sums of floating-point numbers depend on their order. */
export const TOLERANCE = 1e-6;

/** One mart's answer as it is kept: columns once, a row a line. */
export interface Golden {
	mart: string;
	params: Record<string, unknown>;
	columns: string[];
	rows: Value[][];
}

const rounded = (value: Value): Value =>
	typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value;

/** What every mart says of the sample company at its usual parameters, in the order of the marts. */
export async function goldenAnswers(): Promise<Golden[]> {
	const engine = await openNativeEngine();
	try {
		const files = await Promise.all(
			SAMPLE_FILES.map(async (name) => ({ name, blob: await openAsBlob(`sample-data/files/${name}`) })),
		);
		const sample = await importFiles(engine, files);
		const team = sample.catalog.segments.find(({ label }) => label === 'Team')?.key ?? null;
		const answers: Golden[] = [];
		for (const mart of MARTS as readonly AnyMart[]) {
			const params = usualParams(mart, {
				deal_id: DEAL,
				// The first page of a list tells that it is right as well as the tenth does.
				row_limit: 12,
				...(mart.name.endsWith('_by_segment') ? { segment: team } : {}),
			});
			const rows = await sample.ask(mart, {}, params as never);
			const columns = Object.keys({ ...mart.columns, ...mart.statistics });
			answers.push({
				mart: mart.name,
				params,
				columns,
				rows: rows.map((row) => columns.map((name) => rounded((row as Record<string, Value>)[name] ?? null))),
			});
		}
		return answers;
	} finally {
		await engine.close();
	}
}

/** Where the answer of a mart is kept. */
export const GOLDEN_FOLDER = 'tests/model/golden';
export const goldenPath = (mart: string): string => `${GOLDEN_FOLDER}/${mart}.json`;
