/**
 * An expected failure, told so that a person can act on it: what happened, where, and the way out.
 * Problems are values; exceptions mean bugs.
 */
export interface Problem {
	/** Stable kebab-case name, e.g. `ambiguous-dates`. */
	code: string;
	/** One sentence: what happened, with the names and numbers involved. */
	message: string;
	/** One sentence: what the reader can do now. */
	wayOut: string;
	/** File, line (1-based, as an editor counts) and column header it is about, where known. */
	file?: string;
	line?: number;
	column?: string;
	/** The SQL that failed, or other evidence for the curious. */
	detail?: string;
}

/** A problem as one line for a terminal or a toast: `file:line – message Way out.` */
export function describeProblem(problem: Problem): string {
	const place = [problem.file, problem.line].filter((part) => part !== undefined).join(':');
	return `${place ? `${place} – ` : ''}${problem.message} ${problem.wayOut}`.trim();
}

/** A Problem on its way through code that can only throw; caught where problems are shown. */
export class ProblemError extends Error {
	override readonly name = 'ProblemError';
	constructor(readonly problem: Problem) {
		super(describeProblem(problem));
	}
}
