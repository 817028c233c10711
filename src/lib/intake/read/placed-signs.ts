/** Quotes that open, and what closes them. */
const PARTNERS: Readonly<Record<string, string>> = {
	'“': '”',
	'„': '“”',
	'‘': '’',
	'‚': '‘’',
	'«': '»',
	'‹': '›',
};

const IN_WORD = /[\p{L}\p{N}]/u;

/** Where each sign stands in texts: `before` it and `after` it, up to the ends of the line. */
const PLACES: readonly { signs: string; before: RegExp; after: RegExp }[] = [
	// Acme’s, don’t; l’Oréal, dell’Arte, O’Brien; deals’.
	{ signs: '’', before: /\p{L}$/u, after: /^(?:s|t|d|m|ll|re|ve)(?!\p{L})/iu },
	{ signs: '’', before: /(?<!\p{L})(?:[cdjlmnst]|qu|dell|all|nell|sull|dall)$/iu, after: /^\p{L}{2}/u },
	{ signs: '’', before: /(?<!\p{L})[OD]$/u, after: /^\p{Lu}/u },
	{ signs: '’', before: /s$/u, after: /^(?![\p{L}\p{N}])/u },
	// 19” and 5’ tall; 2019–2020, Q1 – Q2, Berlin–Wien.
	{ signs: '”’', before: /\d$/u, after: /^(?![\p{L}\p{N}])/u },
	{ signs: '–—', before: /\d$|\s$/u, after: /^(?=[\d\s])/u },
	{ signs: '–—', before: /[\p{L}\p{N}]$/u, after: /^[\p{Lu}\p{N}]/u },
	{ signs: '…', before: /\S$/u, after: /^(?!\p{L})/u },
	{ signs: '™®©', before: /[\p{L}\p{N})]$/u, after: /^(?![\p{L}\p{N}])/u },
	{ signs: '©', before: /(?<!\p{L})$/u, after: /^ ?\d/u },
	{ signs: '²³', before: /(?<!\p{L})(?:m|[cdkm]m|ft|in|\d)$/u, after: /^(?!\p{L})/u },
	{ signs: '°', before: /[\d\s]$/u, after: /^(?![\p{L}\p{N}])|^[CF](?!\p{L})/u },
	{ signs: 'ºª', before: /(?<!\p{L})[Nn]$|\d$/u, after: /^(?!\p{L})/u },
	{ signs: 'µ', before: /(?<!\p{L})$/u, after: /^[AFVWglms](?!\p{L})/u },
	{ signs: '×÷±', before: /[\d\s]$|^$|[^\p{L}]$/u, after: /^(?=[\d\s])/u },
	{ signs: '¼½¾', before: /(?<!\p{L})$/u, after: /^(?!\p{L})/u },
	{ signs: '§•·¬¦', before: /(?<!\p{L})$/u, after: /^(?=[\d\s])/u },
	{ signs: '€£¥¢', before: /\d\s?$/u, after: /^(?!\p{L})/u },
	{ signs: '€£¥', before: /(?<!\p{L})$/u, after: /^\s?-?\d/u },
	{ signs: '‰', before: /\d\s?$/u, after: /^(?!\p{L})/u },
	{ signs: '¿¡', before: /(?<!\p{L})$/u, after: /^\p{L}[^?!]*[?!]/u },
];

const SIGNS: ReadonlySet<string> = new Set([
	...Object.entries(PARTNERS).flat().join(''),
	...PLACES.map(({ signs }) => signs).join(''),
]);

/** Characters of a line that are looked at before a sign and behind it, and of those before it for its place. */
const NEAR = 80;
const BESIDE = 6;

/** Whether the sign at `at` of a text stands where people write it: `Acme’s`, `“Big”`, `Q1–Q2`, `10 m²`. */
export function isPlaced(text: string, at: number): boolean {
	const sign = text[at]!;
	if (!SIGNS.has(sign)) return false;
	const before = text
		.slice(Math.max(0, at - NEAR), at)
		.split(/[\r\n]/)
		.at(-1)!;
	const [after = ''] = text.slice(at + 1, at + 1 + NEAR).split(/[\r\n]/, 1);
	const beside = before.slice(-BESIDE);
	const closing = PARTNERS[sign];
	const opens =
		closing !== undefined &&
		!IN_WORD.test(before.at(-1) ?? ' ') &&
		IN_WORD.test(after[0] ?? ' ') &&
		[...closing].some((partner) => after.includes(partner));
	const closes =
		/\S$/.test(beside) &&
		!IN_WORD.test(after[0] ?? ' ') &&
		Object.entries(PARTNERS).some(([open, close]) => close.includes(sign) && before.includes(open));
	return (
		opens ||
		closes ||
		PLACES.some((place) => place.signs.includes(sign) && place.before.test(beside) && place.after.test(after))
	);
}
