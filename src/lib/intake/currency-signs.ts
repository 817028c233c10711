import { isOneCurrency } from './presets/currencies';
import { codeOfCurrency, MEANINGS_OF_SIGN } from './presets/currency-names';
import type { ColumnMapping, FileMapping } from './mapping';
import { NUMBER_ROLES } from './roles';

/** The most frequent values of a column of a file. */
type SamplesOf = (file: string, position: number) => readonly string[];

const SIGNS = Object.keys(MEANINGS_OF_SIGN);
/** What of a text of an amount may be such a sign: letters beside a dollar name its country. */
const IN_TEXT: readonly [pattern: RegExp, sign: string][] = [
	[/(?<![\p{L}])\$(?! ?(?:US|CA|AU|NZ|HK)(?!\p{L}))/u, '$'],
	[/(?<!\p{L})[¥￥]/u, '¥'],
	[/元/u, '元'],
	[/(?<!\p{L})[ktm]?kr(?!\p{L})/iu, 'kr'],
	[/(?<!\p{L})rs(?!\p{L})/iu, 'Rs'],
	[/﷼/u, '﷼'],
];

const amountOf = ({ columns }: FileMapping): ColumnMapping | undefined =>
	columns.find(({ role }) => role === 'amount');

/** The signs that the amounts of a file are in, of those that several countries have. */
function signsOf(file: FileMapping, samplesOf: SamplesOf): string[] {
	const amount = amountOf(file);
	const codes = file.columns.find(({ role }) => role === 'currency');
	if (!amount) return [];
	if (codes)
		return SIGNS.filter((sign) => samplesOf(file.file, codes.position).some((text) => text.trim() === sign));
	const named = amount.reading.as === 'number' && amount.reading.namesCurrency === true;
	const texts = named ? samplesOf(file.file, amount.position) : [];
	const ofTexts = IN_TEXT.filter(([pattern]) => texts.some((text) => pattern.test(text))).map(
		([, sign]) => sign,
	);
	return [...new Set([...(amount.currency !== undefined ? [amount.currency] : []), ...ofTexts])].filter(
		(currency) => !isOneCurrency(currency) && SIGNS.includes(currency),
	);
}

/** The codes that a file names: in columns of currencies, or in headers of its numbers. */
function codesOf(file: FileMapping, samplesOf: SamplesOf): string[] {
	const found = file.columns.flatMap((column) => {
		if (column.role === 'currency' || column.role === 'to_currency')
			return samplesOf(file.file, column.position).map(codeOfCurrency);
		if (!NUMBER_ROLES.includes(column.role)) return [];
		const texts =
			column.reading.as === 'number' && column.reading.namesCurrency === true
				? samplesOf(file.file, column.position).map((text) => /\b[A-Z]{3}\b/.exec(text)?.[0] ?? '')
				: [];
		return [column.currency ?? null, column.to ?? null, ...texts.map(codeOfCurrency)];
	});
	return found.filter((code): code is string => code !== null && isOneCurrency(code));
}

const list = (texts: readonly string[]): string =>
	texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

/**
 * Takes a sign that stands for the currencies of several countries for the only one of them that the other files name, in
 * targets, spend, exchange rates or a list's column of currencies. Amends the mappings; returns sentences that say so, or
 * that the sign stays and how to name the currency.
 */
export function resolveSigns(files: readonly FileMapping[], samplesOf: SamplesOf): string[] {
	const told: string[] = [];
	const inUse = files.filter(({ kind }) => kind !== 'ignored');
	for (const file of inUse.filter(({ kind }) => ['deals', 'subscriptions', 'orders'].includes(kind))) {
		const amount = amountOf(file);
		const others = inUse
			.filter((other) => other !== file)
			.map((other) => ({ file: other.file, codes: new Set(codesOf(other, samplesOf)) }));
		const named = [...new Set(others.flatMap(({ codes }) => [...codes]))].sort();
		for (const sign of amount && named.length > 0 ? signsOf(file, samplesOf) : []) {
			const meant = named.filter((code) => MEANINGS_OF_SIGN[sign]?.includes(code));
			const [code] = meant;
			if (code !== undefined && meant.length === 1) {
				amount!.codes = { ...amount!.codes, [sign]: code };
				const by = others.filter(({ codes }) => codes.has(code)).map(({ file: name }) => name);
				const why = `“${sign}” is read as ${code}, the only currency of that sign that ${list(by)} ${by.length === 1 ? 'names' : 'name'}`;
				amount!.evidence = `${amount!.evidence}; ${why}`;
				told.push(`${file.file}: ${why}.`);
			} else {
				told.push(
					`${file.file}: the amounts are in “${sign}”, which several countries have, and the other files name ${list(meant.length > 1 ? meant : named)}: they are not held against each other. Head the amounts with their code, as “${amount!.header.replace(/[\s_]*[([{]?\s*(?:\$|¥|元|kr|Rs|﷼)\.?\s*[)\]}]?\s*$/u, '') || 'Amount'} (${meant[0] ?? MEANINGS_OF_SIGN[sign]?.[0] ?? 'USD'})”, or add a column “Currency”.`,
				);
			}
		}
	}
	return told;
}
