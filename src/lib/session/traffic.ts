export interface Request {
	url: string;
	origin: string;
	/** What asked: `script`, `fetch`, `css`, …, or `blocked` when the security policy stopped it. */
	kind: string;
	/** Of the origin of this page, or made in the page itself (`blob:`, `data:`). */
	own: boolean;
}

export interface Traffic {
	/** Every request the page has made, in order, each address once. */
	readonly requests: readonly Request[];
	/** Those to another origin: none, or the promise is broken. */
	readonly foreign: readonly Request[];
	/** Calls `heard` at each new request until the returned function is called. */
	listen(heard: () => void): () => void;
}

export const traffic: Traffic = { requests: [], foreign: [], listen: () => () => undefined };
