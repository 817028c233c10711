import { NO_VALUE } from '../chart/format';

type Write = (value: number | null) => string;

const withSign =
	(sign: string, write: Write): Write =>
	(value) => {
		const text = write(value);
		return text === NO_VALUE ? text : `${sign}${text}`;
	};

/** What `write` writes, with ≈ before it where the answer is told by bins and the exact one is still on its way. */
export const approximate = (isApproximate: boolean, write: Write): Write =>
	isApproximate ? withSign('≈\u202f', write) : write;

/** The same in a name that is read aloud. */
export const approximateInWords = (isApproximate: boolean, write: Write): Write =>
	isApproximate ? withSign('about ', write) : write;

/** What ≈ means, after the definition of a number. */
export const APPROXIMATE_NOTE =
	'≈: at first lengths count to the nearest hour, from 8 days on to a quarter of a day, from 64 on to a day; the exact number follows.';
