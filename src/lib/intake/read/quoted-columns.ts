import { QUOTED } from './record';
import type { SampleRecord } from './sample';

/** Share of a column's filled cells that must be quoted for one that is not to be damaged. */
const MOST = 0.6;

/** Which columns have most of their cells between quotes. */
export function quotedColumns(records: readonly SampleRecord[], width: number): boolean[] {
	const whole = records.filter(({ cells }) => cells.length === width);
	return Array.from({ length: width }, (_, position) => {
		const filled = whole.filter(({ cells }) => cells[position]!.trim() !== '');
		const quoted = filled.filter(({ record }) => record.cells[position * 3 + 2] === QUOTED).length;
		return quoted > 1 && quoted >= filled.length * MOST;
	});
}
