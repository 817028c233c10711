import { parseDay, type Day } from '$lib/base/day';
import { timeZoneOf } from '$lib/base/time-zone';
import { ProblemError } from '$lib/base/problem';
import { HYGIENE_CHECKS, hygieneCheck } from '$lib/model/hygiene-checks';

export type Command =
	| { name: 'help' }
	| { name: 'list'; json: boolean }
	| {
			name: 'map';
			files: string[];
			map: string | null;
			timeZone: string | null;
			engine: EngineChoice;
			/** Whether labels are parted that mean other stages in other pipelines. */
			part: boolean;
	  }
	| { name: 'read'; file: string; sheet: string | null; engine: EngineChoice }
	| { name: 'aside'; files: string[]; engine: EngineChoice }
	| QueryCommand;

export type EngineChoice = 'native' | 'wasm';

export interface QueryCommand {
	name: 'query';
	files: string[];
	asOf: Day | null;
	from: Day | null;
	to: Day | null;
	basis: 'cohort' | 'activity';
	/** Stage by rank or name whose first entry is a deal's start; null is its creation. */
	startsIn: string | null;
	/** `COLUMN=VALUE` or `COLUMN!=VALUE`, as given. */
	where: string[];
	/** Empty: all marts that need no parameter. */
	marts: string[];
	map: string | null;
	currency: string | null;
	/** Codes of hygiene checks whose deals are left out. */
	leaveOut: string[];
	/** IANA name of the zone whose days count; null: that of the mapping, else UTC. */
	timeZone: string | null;
	/** Parameters of marts, `name=value`. */
	params: Record<string, string>;
	json: boolean;
	engine: EngineChoice;
}

function usage(message: string): ProblemError {
	return new ProblemError({
		code: 'usage',
		message,
		wayOut: 'Call funnelscope --help for what can be said.',
	});
}

function dayOf(flag: string, text: string): Day {
	const day = parseDay(text);
	if (day === null) throw usage(`${flag} takes a day such as 2025-03-31, not “${text}”.`);
	return day;
}

function checksOf(codes: readonly string[]): string[] {
	const unknown = codes.find((code) => !hygieneCheck(code));
	if (unknown === undefined) return [...new Set(codes)];
	throw usage(
		`--leave-out takes a check of the hygiene audit, not “${unknown}”: ${HYGIENE_CHECKS.map(({ code }) => code).join(', ')}.`,
	);
}

function zoneOf(name: string): string {
	const zone = timeZoneOf(name);
	if (zone !== null) return zone;
	throw usage(
		`--time-zone takes the name of a time zone such as Europe/Berlin, America/New_York or UTC, not “${name}”.`,
	);
}

/** What the words of the command line ask for. Throws ProblemError `usage`. */
export function parseArguments(words: readonly string[]): Command {
	const flags = new Map<string, string[]>();
	const operands: string[] = [];
	const valued = [
		'--as-of',
		'--from',
		'--to',
		'--where',
		'--mart',
		'--map',
		'--basis',
		'--starts-in',
		'--currency',
		'--leave-out',
		'--param',
		'--engine',
		'--sheet',
		'--time-zone',
	];
	const plain = ['--json', '--list', '--help', '-h', '--csv', '--part'];
	for (let index = 0; index < words.length; index++) {
		const word = words[index] ?? '';
		const [flag, attached] =
			word.startsWith('--') && word.includes('=') ? splitOnce(word) : [word, undefined];
		if (valued.includes(flag)) {
			const value = attached ?? words[++index];
			if (value === undefined) throw usage(`${flag} needs a value.`);
			flags.set(flag, [...(flags.get(flag) ?? []), value]);
		} else if (plain.includes(word)) flags.set(word, ['']);
		else if (word.startsWith('-') && word !== '-') throw usage(`There is no option ${word}.`);
		else operands.push(word);
	}
	const last = (flag: string) => flags.get(flag)?.at(-1) ?? null;
	const zoneName = last('--time-zone');
	const timeZone = zoneName === null ? null : zoneOf(zoneName);
	const json = flags.has('--json');
	const engineName = last('--engine') ?? 'native';
	if (engineName !== 'native' && engineName !== 'wasm')
		throw usage(`--engine is native or wasm, not “${engineName}”.`);
	const [name, ...files] = operands;
	if (flags.has('--list')) return { name: 'list', json };
	if (flags.has('--help') || flags.has('-h') || name === undefined || name === 'help')
		return { name: 'help' };
	if (name === 'list') return { name: 'list', json };
	if (!['query', 'map', 'read', 'aside'].includes(name)) throw usage(`There is no command ${name}.`);
	if (files.length === 0) throw usage(`${name} needs at least one file.`);
	if (name === 'map')
		return { name, files, map: last('--map'), timeZone, engine: engineName, part: flags.has('--part') };
	if (name === 'aside') return { name, files, engine: engineName };
	if (name === 'read') {
		const [file, ...more] = files;
		if (file === undefined || more.length > 0) throw usage('read takes one file.');
		return { name, file, sheet: last('--sheet'), engine: engineName };
	}
	const basis = last('--basis') ?? 'cohort';
	if (basis !== 'cohort' && basis !== 'activity')
		throw usage(`--basis is cohort or activity, not “${basis}”.`);
	if (basis === 'activity' && flags.has('--starts-in'))
		throw usage('--starts-in tells where a cohort starts: it needs --basis cohort, the default.');
	const day = (flag: string) => {
		const text = last(flag);
		return text === null ? null : dayOf(flag, text);
	};
	const [from, to] = [day('--from'), day('--to')];
	if (from !== null && to !== null && from >= to) {
		throw usage(`The window from ${from} to ${to} holds no day: --to is the first day after it.`);
	}
	return {
		name: 'query',
		files,
		asOf: day('--as-of'),
		from,
		to,
		basis,
		startsIn: last('--starts-in'),
		where: flags.get('--where') ?? [],
		marts: flags.get('--mart') ?? [],
		map: last('--map'),
		currency: last('--currency'),
		timeZone,
		leaveOut: checksOf(flags.get('--leave-out') ?? []),
		params: Object.fromEntries((flags.get('--param') ?? []).map((text) => splitOnce(text))),
		json,
		engine: engineName,
	};
}

function splitOnce(text: string): [string, string] {
	const at = text.indexOf('=');
	return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
