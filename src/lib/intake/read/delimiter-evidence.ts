import { written } from '../../base/written';

const NAMES: Record<string, string> = {
	',': 'comma',
	';': 'semicolon',
	'\t': 'tab',
	'|': 'vertical bar',
	'^': 'caret',
	'~': 'tilde',
	' ': 'space',
	':': 'colon',
	', ': 'comma and space',
	'; ': 'semicolon and space',
	'\x1f': 'unit separator',
	'\x01': 'control character 1',
};

const nameOf = (delimiter: string): string => NAMES[delimiter] ?? `“${delimiter}”`;
/** `1 row`, `2 rows`. */
export const count = (value: number, one: string): string =>
	`${written(value)} ${one}${value === 1 ? '' : 's'}`;

/** Why the cells of a file are divided as they are: a sentence. `bySep` says that its first line names the delimiter. */
export function delimiterEvidence(
	delimiter: string,
	width: number,
	rows: readonly (readonly string[])[],
	bySep: boolean,
	isChosen: boolean,
): string {
	const fitting = rows.filter((record) => record.length === width).length;
	if (isChosen) return `Separated by ${nameOf(delimiter)}, as chosen.`;
	if (bySep) {
		return `Separated by ${nameOf(delimiter)}: line 1 says sep=${delimiter === '\t' ? 'tab' : delimiter}.`;
	}
	if (width === 1) return 'One column: no delimiter divides the records evenly.';
	return `Separated by ${nameOf(delimiter)}: ${written(fitting)} of the first ${count(rows.length, 'row')} have ${count(width, 'cell')}.`;
}
