import { ProblemError, type Problem } from '../base/problem';
import { EngineError } from '../engine/engine';
import { problemOf } from './ask';

export const NOT_STARTED: Problem = {
	code: 'engine-not-started',
	message: 'The database engine did not start.',
	wayOut: 'Check the connection and reload the page.',
};
export const DIED: Problem = {
	code: 'engine-died',
	message: 'The browser ended the database engine.',
	wayOut: 'Reload the page: the files are kept where the browser allows it.',
};
export const DIES_AGAIN: Problem = {
	code: 'engine-dies-again',
	message:
		'The browser has ended the database engine again and again: these data need more memory than it gives.',
	wayOut: 'Close other tabs and reload the page, or open an export of a shorter period.',
};
export const RESTARTED: Problem = {
	code: 'engine-restarted',
	message: 'The browser ended the database engine; it was started again and the data reloaded.',
	wayOut: 'Nothing is lost. If it happens often, close other tabs.',
};
export const SAVED_ELSEWHERE: Problem = {
	code: 'saved-elsewhere',
	message: 'Another tab has changed this workspace and kept it.',
	wayOut: 'Reload this page to see it. What is built here next is kept in its place.',
};
export const REMOVED_ELSEWHERE: Problem = {
	code: 'removed-elsewhere',
	message: 'Another tab has deleted this workspace from the browser.',
	wayOut: 'It is shown until this page is closed; build it again or export it to keep it.',
};

/** What went wrong in a step of an import, told so that a person can act on it. */
export function problemOfFailure(cause: unknown): Problem {
	if (cause instanceof EngineError) {
		const detail = cause.sql === undefined ? {} : { detail: cause.sql };
		if (cause.code === 'out-of-memory' || cause.code === 'died') {
			return {
				code: `engine-${cause.code}`,
				message: `The database engine ran out of room: ${cause.message}`,
				wayOut: 'Close other tabs and open the files again, or export a shorter period.',
				...detail,
			};
		}
		return {
			code: `engine-${cause.code}`,
			message: cause.message,
			wayOut: 'Reload the page and open the files again.',
			...detail,
		};
	}
	if (cause instanceof Error && ['NotFoundError', 'NotReadableError'].includes(cause.name)) {
		return {
			code: 'file-gone',
			message: 'A file could not be read any more: it was moved, changed or replaced meanwhile.',
			wayOut: 'Open the files again.',
			detail: cause.message,
		};
	}
	return problemOf(cause);
}

/** Rejects `end` once nothing has been renewed for `ms`. */
export function patienceOf(ms: number): { end: Promise<never>; renew(): void; stop(): void } {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let giveUp: () => void = () => undefined;
	const end = new Promise<never>((_, reject) => {
		giveUp = () => reject(new ProblemError(NOT_STARTED));
	});
	const stop = () => clearTimeout(timer);
	const renew = () => {
		stop();
		timer = setTimeout(giveUp, ms);
	};
	renew();
	return { end, renew, stop };
}

/** `work`, or a rejection as soon as `signal` is aborted, whether or not the work heeds it. */
export function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
	return new Promise<T>((resolve, reject) => {
		const abort = () => reject(signal.reason as Error);
		if (signal.aborted) abort();
		signal.addEventListener('abort', abort, { once: true });
		work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
	});
}
