import { strToU8, zipSync, type Zippable } from 'fflate';

/** A cell by its attributes and content as the sheet's XML has them, or a plain value. */
export type SheetCell =
	| null
	| string
	| number
	| boolean
	| { value?: string; type?: string; style?: number; formula?: string; inner?: string };

export interface SheetOfTest {
	name: string;
	/** A row is its cells from column A on; null is a row that the sheet leaves out. */
	rows: (readonly SheetCell[] | null)[];
}

/** Styles of the cells of `xlsxOf`, by the format that they show numbers in. */
export const STYLE = {
	general: 0,
	date: 1,
	instant: 2,
	time: 3,
	ownInstant: 4,
	elapsed: 5,
	words: 6,
	longDate: 7,
	money: 8,
} as const;

const FORMATS = [
	0,
	14,
	22,
	21,
	'yyyy\\-mm\\-dd\\ hh:mm:ss.000',
	'[h]:mm:ss',
	'0 "days"',
	'[$-409]dddd\\,\\ mmmm\\ d',
	44,
];

const escaped = (text: string): string =>
	text
		.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)
		.replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')
		.replaceAll('\r', '_x000D_');

const letters = (column: number): string =>
	(column >= 26 ? letters(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26));

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

function cellXml(cell: SheetCell, reference: string, texts: Map<string, number>): string {
	if (cell === null) return '';
	if (typeof cell === 'string') {
		const index = texts.get(cell) ?? texts.size;
		texts.set(cell, index);
		return `<c r="${reference}" t="s"><v>${index}</v></c>`;
	}
	if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`;
	if (typeof cell === 'boolean') return `<c r="${reference}" t="b"><v>${cell ? 1 : 0}</v></c>`;
	const { value, type, style, formula, inner = '' } = cell;
	const attributes = `${style === undefined ? '' : ` s="${style}"`}${type === undefined ? '' : ` t="${type}"`}`;
	return `<c r="${reference}"${attributes}>${formula === undefined ? '' : `<f>${escaped(formula)}</f>`}${
		value === undefined ? '' : `<v>${escaped(value)}</v>`
	}${inner}</c>`;
}

/** The parts of a workbook such as Excel writes it. */
export function xlsxParts(sheets: readonly SheetOfTest[], { is1904 = false } = {}): Record<string, string> {
	const texts = new Map<string, number>();
	const parts: Record<string, string> = {};
	sheets.forEach(({ rows }, index) => {
		const body = rows
			.map((row, at) =>
				row === null
					? ''
					: `<row r="${at + 1}">${row.map((cell, column) => cellXml(cell, `${letters(column)}${at + 1}`, texts)).join('')}</row>`,
			)
			.join('');
		parts[`xl/worksheets/sheet${index + 1}.xml`] =
			`${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetData>${body}</sheetData><pageMargins left="0.7"/></worksheet>`;
	});
	const custom = FORMATS.map((format, index) =>
		typeof format === 'string' ? `<numFmt numFmtId="${170 + index}" formatCode="${escaped(format)}"/>` : '',
	).join('');
	const styles = FORMATS.map(
		(format, index) => `<xf numFmtId="${typeof format === 'string' ? 170 + index : format}" fontId="0"/>`,
	).join('');
	return {
		'[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>`,
		'_rels/.rels': `${XML}<Relationships><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><workbookPr${is1904 ? ' date1904="1"' : ''}/><sheets>${sheets
			.map(
				({ name }, index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
			)
			.join('')}</sheets></workbook>`,
		'xl/_rels/workbook.xml.rels': `${XML}<Relationships>${sheets
			.map(
				(_, index) =>
					`<Relationship Id="rId${index + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
			)
			.join(
				'',
			)}<Relationship Id="rId98" Type="${RELATIONS}/styles" Target="/xl/styles.xml"/><Relationship Id="rId99" Type="${RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		'xl/styles.xml': `${XML}<styleSheet xmlns="${MAIN}"><numFmts>${custom}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${styles}</cellXfs></styleSheet>`,
		'xl/sharedStrings.xml': `${XML}<sst xmlns="${MAIN}">${[...texts.keys()]
			.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`)
			.join('')}</sst>`,
		...parts,
	};
}

export const zipOf = (
	parts: Record<string, string | Uint8Array>,
	level: 0 | 6 = 6,
): Uint8Array<ArrayBuffer> =>
	new Uint8Array(
		zipSync(
			Object.fromEntries(
				Object.entries(parts).map(([path, content]) => [
					path,
					typeof content === 'string' ? strToU8(content) : content,
				]),
			) as Zippable,
			{ level },
		),
	);

export const xlsxOf = (
	sheets: readonly SheetOfTest[],
	options?: { is1904?: boolean },
): Uint8Array<ArrayBuffer> => zipOf(xlsxParts(sheets, options));
