import { parseDay } from '$lib/base/day';
import { ProblemError } from '$lib/base/problem';
import type { Row } from '$lib/engine/engine';
import type { AnyMart, ParamContract } from '$lib/model/contract';

/** What a parameter is when it is not said: lists are cut off after so many rows. */
const UNSAID: Record<string, number> = { row_limit: 1_000, row_offset: 0 };

/** The first of each pair may not lie after the second; true where it may not be the same day either. */
const SPANS: readonly (readonly [from: string, to: string, isHalfOpen: boolean])[] = [
	['compare_from', 'compare_to', true],
	['due_from', 'due_to', true],
	['start_on', 'end_on', false],
];

function usage(message: string, wayOut: string): ProblemError {
	return new ProblemError({ code: 'usage', message, wayOut });
}

const isNeeded = (name: string, { type, nullable }: ParamContract): boolean =>
	nullable !== true && type !== 'boolean' && UNSAID[name] === undefined;

/** The marts that answer without being told a parameter. */
export function answersUnasked(mart: AnyMart): boolean {
	return Object.entries(mart.params).every(
		([name, param]) => param.nullable === true && !isNeeded(name, param),
	);
}

/**
 * Refuses what would be passed over in silence or answered with nothing: a parameter that none of `marts` has, one that
 * a mart cannot do without, a value outside its choices, a span upside down. Throws ProblemError `usage`.
 */
export function requireParams(marts: readonly AnyMart[], given: Readonly<Record<string, string>>): void {
	const known = new Map<string, string[]>();
	for (const mart of marts)
		for (const name of Object.keys(mart.params)) known.set(name, [...(known.get(name) ?? []), mart.name]);
	for (const name of Object.keys(given)) {
		if (known.has(name)) continue;
		const asked = marts.length === 1 ? `The mart ${marts[0]?.name ?? ''}` : 'None of the marts asked';
		throw usage(
			`${asked} has ${marts.length === 1 ? 'no' : 'a'} parameter ${name}.`,
			known.size === 0
				? 'Leave it out: funnelscope --list tells the parameters of every mart.'
				: `There ${known.size === 1 ? 'is' : 'are'} ${[...known.keys()].sort().join(', ')}.`,
		);
	}
	for (const mart of marts) {
		for (const [name, param] of Object.entries(mart.params)) {
			if (given[name] === undefined && isNeeded(name, param))
				throw usage(
					`The mart ${mart.name} needs the parameter ${name}.`,
					`Say --param ${name}=…: ${param.definition}`,
				);
		}
	}
	for (const [from, to, isHalfOpen] of SPANS) {
		const [first, last] = [given[from], given[to]];
		if (first === undefined || last === undefined) continue;
		if (isHalfOpen ? first >= last : first > last)
			throw usage(
				`From ${from} ${first} to ${to} ${last} there is no day.`,
				isHalfOpen ? `${to} is the first day after the span.` : `${to} is the later of the two days.`,
			);
	}
}

/** Parameters as the mart takes them, from text; one that is not given is null. Throws ProblemError `usage`. */
export function paramsOf(mart: AnyMart, given: Readonly<Record<string, string>>): Row {
	return Object.fromEntries(
		Object.entries(mart.params).map(([name, param]) => {
			const text = given[name];
			if (text !== undefined) return [name, valueOf(name, param, text)];
			return [
				name,
				UNSAID[name] !== undefined && param.nullable !== true
					? UNSAID[name]
					: param.type === 'boolean'
						? false
						: null,
			];
		}),
	);
}

function valueOf(name: string, { type, choices }: ParamContract, text: string): number | string | boolean {
	const refused = (takes: string, wayOut: string) =>
		usage(`The parameter ${name} takes ${takes}, not “${text}”.`, wayOut);
	switch (type) {
		case 'boolean':
			if (text !== 'true' && text !== 'false') throw refused('true or false', `Write --param ${name}=true.`);
			return text === 'true';
		case 'integer':
			if (!/^\d{1,9}$/.test(text)) throw refused('a whole number', 'Write it as 90.');
			return Number(text);
		case 'date':
			if (parseDay(text) === null) throw refused('a day', 'Write it as 2025-03-31.');
			return text;
		case 'text':
			if (choices && !choices.includes(text))
				throw refused('one of its choices', `There are ${choices.join(', ')}.`);
			return text;
	}
}
