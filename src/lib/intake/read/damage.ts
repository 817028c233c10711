import { ProblemError, type Problem } from '../../base/problem';

/** The problem with a file that is cut off or changed. `what` is a sentence about it. */
export function damaged(file: string, what: string, cause?: unknown): ProblemError {
	const problem: Problem = {
		code: 'file-damaged',
		message: `${file} is damaged: ${what}`,
		wayOut: 'Nothing was imported; export or download the file again, or give it as CSV.',
		file,
	};
	if (cause instanceof Error) problem.detail = cause.message;
	return new ProblemError(problem);
}
