import type { Format } from '../../chart/format';
import type { Evidence } from '../../model/catalog';
import { EVIDENCE_WORDS } from '../words';

export interface EvidenceShare {
	evidence: string;
	deals: number;
}

const isEvidence = (name: string): name is Evidence => name in EVIDENCE_WORDS;

/** How the reach of the deals is known, most first: `Reach known from stage history for 97.0 %, …`. */
export function evidenceSentence(rows: readonly EvidenceShare[], format: Format): string | null {
	const total = rows.reduce((sum, row) => sum + row.deals, 0);
	const known = rows.filter((row) => row.deals > 0).sort((a, b) => b.deals - a.deals);
	if (total === 0) return null;
	const [only] = known;
	if (known.length === 1 && only && isEvidence(only.evidence))
		return `Reach known from ${EVIDENCE_WORDS[only.evidence].short}`;
	const parts = known.map(({ evidence, deals }) => {
		const words = isEvidence(evidence) ? EVIDENCE_WORDS[evidence].short : evidence;
		return `${words} ${format.percent(deals / total)}`;
	});
	return `Reach known from ${parts.join(', ')}`;
}
