import { expect, test } from 'vitest';
import { legacyEncoding } from '$lib/intake/read/legacy-encoding';

/** Bytes of Windows-1252 of the signs used below. */
const SIGNS: Readonly<Record<string, number>> = {
	'€': 0x80,
	'…': 0x85,
	'‘': 0x91,
	'’': 0x92,
	'“': 0x93,
	'”': 0x94,
	'–': 0x96,
	'—': 0x97,
	'™': 0x99,
};

const windows = (text: string): Uint8Array =>
	Uint8Array.from(text, (character) => SIGNS[character] ?? character.charCodeAt(0));

test.each([
	'Acme’s deal',
	'don’t',
	'“Big” deal',
	'‘Big’ deal',
	'to be told…',
	'Q1–Q2',
	'1st—2nd',
	'Berlin–Wien',
	'Acme™',
	'Acme©',
	'Acme\u00a0Corp',
	'Müller\u00a0AG “Süd”',
	'Müller…',
	'10 m²',
	'10 m³',
	'20×30 cm',
	'½ price',
	'± 5',
	'5 µm',
	'Nº 5',
	'¡Hola!',
	'¿Qué?',
	'«Nom»',
])('an English list of Windows-1252 with “%s” is read as such', (text) => {
	for (const rows of [1, 2, 20]) {
		expect(legacyEncoding(windows(`D-1,${text},2024-01-05,100\n`.repeat(rows)))).toBe('Windows-1252');
	}
});

test('the letters of Mac Roman and of DOS are no such signs', () => {
	// García, España, Ramón, Österreich; für, Größe, Qualität.
	const mac = 'D-1,Garc\x92a\nD-2,Espa\x96a\nD-3,Ram\x97n\nD-4,\x85sterreich\n';
	const dos = 'D-1,f\x81r\nD-2,Gr\x94\xe1e\nD-3,Qualit\x84t\n';
	expect(legacyEncoding(Buffer.from(mac, 'latin1'))).toBe('Mac Roman');
	expect(legacyEncoding(Buffer.from(dos, 'latin1'))).toBe('IBM850');
});
