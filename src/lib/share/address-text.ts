import type { SegmentFilter } from '../model/scope';

/** Stands for a blank value. A value that reads so has its brackets percent-encoded. */
export const BLANK = '(blank)';

/** Stands for the way of deals without any recorded visit. */
export const NO_VISIT = 'none';

/** Half a surrogate pair has no UTF-8 form and would make encodeURIComponent throw. */
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/**
 * Percent-encodes what has a meaning in an address (`% & # , : ! ( )`, spaces, all but ASCII); the rest stays
 * readable.
 */
export function encodeText(text: string): string {
	return encodeURIComponent(text.replace(LONE_SURROGATE, '\uFFFD')).replace(
		/[!()]/g,
		(mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}

/** A filter as an address writes it: `owner:Ann,Ben`, or `owner!:Ann` to leave values out. */
export function encodeFilter({ segment, values, exclude }: SegmentFilter): string {
	const key = encodeText(segment) + (exclude ? '!' : '');
	if (values.length === 0) return key;
	return `${key}:${values.map((value) => (value === null ? BLANK : encodeText(value))).join(',')}`;
}

/** Null where the percent signs do not spell UTF-8. */
export function decodeText(text: string): string | null {
	try {
		return decodeURIComponent(text);
	} catch (cause) {
		if (cause instanceof URIError) return null;
		throw cause;
	}
}
