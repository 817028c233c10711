/** One thing that the page asked for, by its address. */
export interface Request {
	url: string;
	/** `https://host`, or the scheme alone for what never goes over a network, e.g. `blob:`. */
	origin: string;
	/** What asked: `script`, `fetch`, `css`, …, or `blocked` when the security policy stopped it. */
	kind: string;
	/** Of the origin of this page, or held in the page itself. */
	own: boolean;
}

export interface Traffic {
	/** Every request the page has made, in order, each address and kind once. */
	readonly requests: readonly Request[];
	/** Those to another origin: none, or the promise is broken. */
	readonly foreign: readonly Request[];
	/** Calls `heard` at each new request until the returned function is called. */
	listen(heard: () => void): () => void;
}

/** Schemes of things that are in the page already. */
const IN_PAGE = ['data:', 'blob:', 'about:'];

/** Notes requests of a page of origin `here`. */
export class TrafficLog implements Traffic {
	#here: string;
	#seen = new Set<string>();
	#requests: Request[] = [];
	#listeners = new Set<() => void>();

	constructor(here: string) {
		this.#here = here;
	}

	get requests(): readonly Request[] {
		return this.#requests;
	}

	get foreign(): readonly Request[] {
		return this.#requests.filter(({ own }) => !own);
	}

	/** `url` may be what a policy violation reports: a bare word such as `inline` or `eval` is no request. */
	note(url: string, kind: string): void {
		if (!URL.canParse(url) || this.#seen.has(`${kind} ${url}`)) return;
		this.#seen.add(`${kind} ${url}`);
		const { protocol, origin } = new URL(url);
		const inPage = IN_PAGE.includes(protocol);
		this.#requests = [
			...this.#requests,
			{ url, origin: inPage ? protocol : origin, kind, own: inPage || origin === this.#here },
		];
		for (const heard of this.#listeners) heard();
	}

	listen(heard: () => void): () => void {
		this.#listeners.add(heard);
		return () => this.#listeners.delete(heard);
	}
}

/**
 * Notes all that this page loads, from its very beginning, and all that its security policy stopped. A worker has
 * timings of its own that a page cannot see; what it fetches is bound by the policy of its script's response.
 */
function watchPage(): Traffic {
	const log = new TrafficLog(location.origin);
	log.note(location.href.replace(/#.*$/s, ''), 'document');
	document.addEventListener('securitypolicyviolation', (event) => log.note(event.blockedURI, 'blocked'));
	// The browser's own record ends after 250 entries unless told otherwise.
	performance.setResourceTimingBufferSize(10_000);
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries()) {
			log.note(entry.name, (entry as PerformanceResourceTiming).initiatorType);
		}
	}).observe({ type: 'resource', buffered: true });
	return log;
}

/** What this page has asked for; nothing where there is no page, as when it is prerendered. */
export const traffic: Traffic = typeof document === 'undefined' ? new TrafficLog('null') : watchPage();
