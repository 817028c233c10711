import { columnsOf, type Column } from './header';

/** Rows below a header that tell what its columns hold. */
const LOOKED_AT = 200;
/** So many names must come to stand above what they tell for a header to have lost a delimiter that no seam shows. */
const PROOF = 2;

/** Where a name ends and another one begins without a delimiter in between: a capital letter, be it behind a quote. */
const SEAM = /(?:(?<=[\p{Ll}\d)%\]])(?:"{1,2}|')?(?=\p{Lu})|(?<=\p{Lu}{2})(?:"{1,2}|')?(?=\p{Lu}\p{Ll}))/gu;
/** Names of columns that hold dates, of those that hold numbers, and of those that hold addresses. */
const NAMES_DATE =
	/^(?:date|datum|fecha)\b|(?:date|datum|fecha|created|closed|modified|updated|entered|erstellt|geschlossen|[ _](?:at|on|am))$/i;
const NAMES_NUMBER =
	/^(?:amount|value|price|revenue|probability|quantity|qty|betrag|wert|umsatz|montant|importe|valor)\b|(?:amount|value|price|revenue|probability|quantity|qty|betrag|wert|umsatz|montant|importe)$/i;
const NAMES_ADDRESS = /\b(?:url|link|website|e-?mail)$/i;
const ADDRESS = /^(?:https?:|www\.|\S+@\S+$)/i;

const holdsAddresses = ({ texts }: Column): boolean => [...texts].every((text) => ADDRESS.test(text));

/** Whether a column holds what its name tells; null where the name tells nothing or the column is blank. */
function agrees(name: string, column: Column): boolean | null {
	if (column.kind === 'blank') return null;
	if (NAMES_DATE.test(name)) return column.kind === 'date';
	if (NAMES_NUMBER.test(name)) return column.kind === 'number';
	return NAMES_ADDRESS.test(name) ? holdsAddresses(column) : null;
}

/** How many names stand above columns of the kind that they tell. */
const agreeing = (names: readonly string[], columns: readonly Column[]): number =>
	names.filter((name, position) => agrees(name, columns[position]!)).length;

/** How many names stand above columns of the kind that they tell, less those that do not. */
const agreementOf = (names: readonly string[], columns: readonly Column[]): number =>
	names.reduce((sum, name, position) => {
		const told = agrees(name, columns[position]!);
		return told === null ? sum : sum + (told ? 1 : -1);
	}, 0);

/**
 * How a name may be read as two; `isQuoted` where a double quote stands at its seam, which is a sure sign: `d'Affaires`
 * and `15"TV` have none.
 */
interface Reading {
	at: number;
	first: string;
	second: string;
	isQuoted: boolean;
}

const part = (text: string): string => text.replace(/^["']|["']$/g, '').trim();

/** The ways in which the name at `at` may be read as two; none where it has no seam. */
function readingsOf(name: string, at: number): Reading[] {
	const readings = [...name.matchAll(SEAM)].map(({ index, 0: { length } }) => ({
		at,
		first: part(name.slice(0, index)),
		second: part(name.slice(index + length)),
		isQuoted: name[index] === '"' && !/\d/.test(name[index - 1] ?? ''),
	}));
	const sure = readings.filter(({ isQuoted }) => isQuoted);
	return sure.length > 0 ? sure : readings;
}

/** What is known of a header that lost a delimiter. */
export interface Parted {
	/** One name more than before; blank where it cannot be told. */
	names: string[];
	/** The name that is read as two; several where it is only known that one of them is. */
	glued: readonly string[];
	/** Position of the first of them. */
	at: number;
}

/**
 * The names, of which there is one too few for rows of full width, if two of them ran together and the columns prove it:
 * names that tell dates, numbers or addresses then stand above such. One name alone that looks like two (`StageAmount`)
 * needs little more, and one with a quote amid it nothing. Without a seam (`DATETIME`), or where the last column is blank
 * in all rows, as if each just ended with a delimiter, `PROOF` is needed, and what lies between names that are proven
 * stays without one. Null without proof: `HubSpot Owner` is one name, and the last column has none.
 */
export function withoutGlue(
	names: readonly string[],
	rows: readonly (readonly string[])[],
	isLastBlank: boolean,
): Parted | null {
	const columns = columnsOf(rows.slice(0, LOOKED_AT), names.length + 1);
	const before = agreementOf(names, columns);
	const read = ({ at, first, second }: Reading): string[] => [
		...names.slice(0, at),
		first,
		second,
		...names.slice(at + 1),
	];
	const parted = (reading: Reading): Parted => ({
		names: read(reading),
		glued: [names[reading.at]!],
		at: reading.at,
	});
	const seamed = names.flatMap(readingsOf);
	const [only, another] = seamed;
	if (!isLastBlank && only && !another)
		return agreementOf(read(only), columns) > before ? parted(only) : null;
	// Without a seam, nothing tells what the two names are.
	const seamless = names.flatMap((name, at) =>
		seamed.some((reading) => reading.at === at) ? [] : [{ at, first: '', second: '', isQuoted: false }],
	);
	const scored = [...seamed, ...seamless].map((reading) => ({
		reading,
		score: agreementOf(read(reading), columns),
	}));
	const best = Math.max(...scored.map(({ score }) => score));
	const [quoted, otherQuoted] = scored.filter(({ reading }) => reading.isQuoted);
	if (quoted && !otherQuoted && quoted.score >= before) return parted(quoted.reading);
	if (best < before + PROOF) return null;
	const likely = scored.flatMap(({ reading, score }) => (score === best ? [reading] : []));
	const least = agreeing(names, columns) + PROOF;
	if (!likely.every((reading) => agreeing(read(reading), columns) >= least)) return null;
	const [told] = [likely, likely.filter(({ second }) => second !== '')].flatMap((some) =>
		some.length === 1 ? some : [],
	);
	if (told) return parted(told.first === '' ? { ...told, first: names[told.at]! } : told);
	const positions = likely.map(({ at }) => at);
	const [first, last] = [Math.min(...positions), Math.max(...positions)];
	const glued = names.slice(first, last + 1);
	const unknown = Array.from({ length: glued.length + 1 }, () => '');
	return { names: [...names.slice(0, first), ...unknown, ...names.slice(last + 1)], glued, at: first };
}
