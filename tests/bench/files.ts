import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const STAGES = ['Prospecting', 'Qualifying', 'Needs assessment', 'Presenting', 'Objections', 'Closing'];
const OWNERS = Array.from({ length: 40 }, (_, index) => `Owner ${index} Surname-${index % 7}`);
const SOURCES = ['Web', 'Referral', 'Trade fair', 'Partner', 'Cold call', 'Campaign', 'Event', ''];
const DAY = 86_400_000;

/** Numbers 0..1 that are the same on every machine. */
function random(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

const pad = (value: number): string => String(value).padStart(2, '0');

function dayOf(time: number): string {
	const date = new Date(time);
	return `${date.getUTCFullYear()}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
}

const instantOf = (time: number): string => `${dayOf(time)} ${new Date(time).toISOString().slice(11, 19)}`;

/** A file that is written in pieces. */
function writer(path: string): { line: (text: string) => void; close: () => number } {
	const handle = openSync(path, 'w');
	let held: string[] = [];
	let size = 0;
	let bytes = 0;
	const flush = (): void => {
		bytes += writeSync(handle, held.join(''));
		held = [];
		size = 0;
	};
	return {
		line(text) {
			held.push(text, '\n');
			if ((size += text.length) > 1 << 20) flush();
		},
		close() {
			flush();
			closeSync(handle);
			return bytes;
		},
	};
}

/**
 * Writes `deals.csv` with `deals` rows of 17 columns and `history.csv` with about five changes of stage a deal, the same
 * each time. Quoted names with commas and notes with line ends stand among plain cells, as in real exports.
 */
export function writeBenchFiles(
	folder: string,
	deals: number,
): { path: string; rows: number; bytes: number }[] {
	const next = random(17);
	const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!;
	const paths = [join(folder, 'deals.csv'), join(folder, 'history.csv')] as const;
	const [deal, history] = [writer(paths[0]), writer(paths[1])];
	deal.line(
		'Opportunity ID,Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Currency,Created Date,Close Date,Lead Source,Region,Segment,Product,Type,Probability (%),Next Step,Loss Reason',
	);
	history.line('Opportunity ID,From Stage,To Stage,Last Modified Date');
	const start = Date.UTC(2022, 0, 1);
	let changes = 0;
	for (let index = 0; index < deals; index++) {
		const id = `006${String(index).padStart(12, '0')}`;
		let time = start + Math.floor(next() * 1000 * 86_400) * 1000;
		const created = time;
		const reached = 2 + Math.floor(next() * (STAGES.length - 1));
		let from = '';
		for (let stage = 0; stage < reached; stage++) {
			history.line(`${id},${from},${STAGES[stage]!},${instantOf(time)}`);
			changes++;
			from = STAGES[stage]!;
			time += Math.floor(next() * 20 * DAY);
			// An edit of another field repeats the stage.
			if (next() < 0.08) {
				history.line(`${id},${from},${from},${instantOf(time)}`);
				changes++;
			}
		}
		const fate = next();
		const stage = fate < 0.3 ? 'Closed Won' : fate < 0.8 ? 'Closed Lost' : from;
		if (stage !== from) {
			history.line(`${id},${from},${stage},${instantOf(time)}`);
			changes++;
		}
		const account = next() < 0.2 ? `"Company ${index % 9_973}, Inc."` : `Company ${index % 9_973}`;
		const step = next() < 0.1 ? `"Call back\nthen ""send"" offer ${index % 97}"` : `Step ${index % 31}`;
		deal.line(
			`${id},Deal ${index} of ${index % 9_973},${account},${pick(OWNERS)},${stage},${(next() * 90_000).toFixed(2)},USD,${dayOf(created)},${dayOf(time)},${pick(SOURCES)},Region ${index % 8},${index % 3 ? 'SMB' : 'Enterprise'},Product ${index % 12},New Business,${Math.floor(next() * 100)},${step},${stage === 'Closed Lost' ? `Reason ${index % 6}` : ''}`,
		);
	}
	return [
		{ path: paths[0], rows: deals, bytes: deal.close() },
		{ path: paths[1], rows: changes, bytes: history.close() },
	];
}
