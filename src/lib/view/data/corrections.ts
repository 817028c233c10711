import type { AcceptedCorrection, Mapping } from '../../intake/mapping';
import type { Settings } from '../../session/storage';

/** Setting of a workspace: the corrections that its reader does not want. */
export const REFUSED_CORRECTIONS = 'refused-corrections';

export const isSameCorrection = (a: AcceptedCorrection, b: AcceptedCorrection): boolean =>
	a.column === b.column && a.from === b.from && a.to === b.to;

const plain = ({ column, from, to }: AcceptedCorrection): AcceptedCorrection => ({ column, from, to });

/** The mapping with these corrections made, each once. */
export function withCorrections(mapping: Mapping, more: readonly AcceptedCorrection[]): Mapping {
	const corrections = [...(mapping.corrections ?? [])];
	for (const correction of more) {
		if (!corrections.some((known) => isSameCorrection(known, correction)))
			corrections.push(plain(correction));
	}
	return { ...mapping, corrections };
}

/** The mapping with this correction no longer made. */
export const withoutCorrection = (mapping: Mapping, correction: AcceptedCorrection): Mapping => ({
	...mapping,
	corrections: (mapping.corrections ?? []).filter((known) => !isSameCorrection(known, correction)),
});

/** The refused corrections that a workspace remembers; none where its settings hold something else. */
export function refusedIn(settings: Settings): AcceptedCorrection[] {
	const value = settings[REFUSED_CORRECTIONS];
	if (!Array.isArray(value)) return [];
	return value.filter(
		(entry: Partial<AcceptedCorrection> | null): entry is AcceptedCorrection =>
			typeof entry?.column === 'string' && typeof entry.from === 'string' && typeof entry.to === 'string',
	);
}

/** The refused corrections with one more. */
export const withRefused = (
	refused: readonly AcceptedCorrection[],
	correction: AcceptedCorrection,
): AcceptedCorrection[] => [
	...refused.filter((known) => !isSameCorrection(known, correction)),
	plain(correction),
];
