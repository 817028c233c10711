/** Told of a document in its order. Names are without their prefix. */
export interface XmlHandler {
	open?(name: string, tag: string): void;
	close?(name: string): void;
	/** Text between two tags, in one piece. */
	text?(text: string): void;
}

/** A document that is not well-formed, or declares its own entities, which office files may not. */
export class XmlError extends Error {
	override readonly name = 'XmlError';
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function entityText(_: string, name: string): string {
	if (name.startsWith('#')) {
		const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
		if (code >= 0 && code <= 0x10ffff) return String.fromCodePoint(code);
	}
	const text = ENTITIES[name];
	if (text === undefined) throw new XmlError(`The entity &${name}; is not one of XML.`);
	return text;
}

/** Raw text or an attribute's value as it is meant. */
function plainText(raw: string): string {
	const lines = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
	return lines.includes('&') ? lines.replace(/&([^;&\s]{1,10});/g, entityText) : lines;
}

const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 9 || code === 13;

/** The value of attribute `name`, prefix and all, of a tag; undefined if it has none. */
export function attribute(tag: string, name: string): string | undefined {
	let at = 0;
	while (at < tag.length && !isSpace(tag.charCodeAt(at))) at++;
	for (;;) {
		while (isSpace(tag.charCodeAt(at))) at++;
		const equals = tag.indexOf('=', at);
		if (equals < 0) return undefined;
		let end = equals;
		while (isSpace(tag.charCodeAt(end - 1))) end--;
		let open = equals + 1;
		while (isSpace(tag.charCodeAt(open))) open++;
		const close = tag.indexOf(tag.charAt(open), open + 1);
		if (close < 0) throw new XmlError(`The tag <${tag.slice(0, 80)}> has a value that does not end.`);
		if (end - at === name.length && tag.startsWith(name, at)) return plainText(tag.slice(open + 1, close));
		at = close + 1;
	}
}

/** Where the tag that begins before `from` ends; -1 if that is not here yet. A `>` may stand in a value. */
function tagEnd(text: string, from: number): number {
	for (let at = from; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === 62) return at;
		if (code !== 34 && code !== 39) continue;
		at = text.indexOf(code === 34 ? '"' : "'", at + 1);
		if (at < 0) return -1;
	}
	return -1;
}

/**
 * Reads the XML that office programs write, piece by piece: elements, attributes, text, CDATA. Throws XmlError.
 */
export class XmlScanner {
	readonly #handler: XmlHandler;
	readonly #open: string[] = [];
	#rest = '';
	#isStarted = false;

	constructor(handler: XmlHandler) {
		this.#handler = handler;
	}

	write(chunk: string): void {
		const text = this.#rest + chunk;
		let at = 0;
		while (at < text.length) {
			const start = text.indexOf('<', at);
			if (start < 0) break;
			if (start > at) {
				const between = text.slice(at, start);
				at = start;
				if (this.#open.length > 0) this.#handler.text?.(plainText(between));
			}
			const after = this.#markup(text, start);
			if (after < 0) break;
			at = after;
		}
		this.#rest = text.slice(at);
	}

	end(): void {
		const open = this.#open.at(-1);
		if (open !== undefined) throw new XmlError(`The document ends within <${open}>.`);
		if (!this.#isStarted || this.#rest.trim() !== '') throw new XmlError('The document is not whole.');
	}

	/** Deals with what begins with `<` at `start`. Returns where it ends, or -1 to wait for more. */
	#markup(text: string, start: number): number {
		switch (text.charAt(start + 1)) {
			case '':
				return -1;
			case '?': {
				const end = text.indexOf('?>', start);
				return end < 0 ? -1 : end + 2;
			}
			case '!':
				return this.#declaration(text, start);
			case '/': {
				const end = text.indexOf('>', start);
				if (end < 0) return -1;
				this.#close(localName(text, start + 2, end));
				return end + 1;
			}
			default: {
				const end = tagEnd(text, start + 1);
				if (end < 0) return -1;
				this.#isStarted = true;
				const isEmpty = text.charAt(end - 1) === '/';
				const name = localName(text, start + 1, isEmpty ? end - 1 : end);
				this.#open.push(name);
				this.#handler.open?.(name, text.slice(start + 1, isEmpty ? end - 1 : end));
				if (isEmpty) this.#close(name);
				return end + 1;
			}
		}
	}

	#declaration(text: string, start: number): number {
		if (text.startsWith('<!--', start)) {
			const end = text.indexOf('-->', start + 4);
			return end < 0 ? -1 : end + 3;
		}
		if (text.startsWith('<![CDATA[', start)) {
			const end = text.indexOf(']]>', start + 9);
			if (end < 0) return -1;
			this.#handler.text?.(text.slice(start + 9, end));
			return end + 3;
		}
		if (text.length - start < 9) return -1;
		throw new XmlError('The document declares its own types or entities.');
	}

	#close(name: string): void {
		const open = this.#open.pop();
		if (open !== name)
			throw new XmlError(`</${name}> closes ${open === undefined ? 'nothing' : `<${open}>`}.`);
		this.#handler.close?.(name);
	}
}

/** The name that begins at `from`, without its prefix. */
function localName(text: string, from: number, limit: number): string {
	let end = from;
	let begin = from;
	while (end < limit && !isSpace(text.charCodeAt(end))) {
		if (text.charCodeAt(end) === 58) begin = end + 1;
		end++;
	}
	return text.slice(begin, end);
}

/** Feeds a whole document, UTF-8 or UTF-16, to `handler`. Throws XmlError. */
export async function readXml(chunks: AsyncIterable<Uint8Array>, handler: XmlHandler): Promise<void> {
	for await (const scanned of scanXml(chunks, handler)) void scanned;
}

/** As readXml, pausing after each piece so that what the handler collected can be carried away. */
export async function* scanXml(
	chunks: AsyncIterable<Uint8Array>,
	handler: XmlHandler,
): AsyncGenerator<void, void, undefined> {
	const scanner = new XmlScanner(handler);
	let decoder: TextDecoder | undefined;
	for await (const chunk of chunks) {
		if (!decoder) {
			const mark = (chunk[0] ?? 0) * 256 + (chunk[1] ?? 0);
			const label = mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8';
			decoder = new TextDecoder(label, { fatal: true });
		}
		scanner.write(decoded(decoder, chunk));
		yield;
	}
	if (decoder) scanner.write(decoded(decoder));
	scanner.end();
	yield;
}

function decoded(decoder: TextDecoder, chunk?: Uint8Array): string {
	try {
		return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
	} catch (cause) {
		throw new XmlError('The document has bytes that are no letters.', { cause });
	}
}
