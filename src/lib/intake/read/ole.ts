import type { Problem } from '../../base/problem';
import { readBytes } from './bytes';

const NAME = [...'EncryptedPackage'].flatMap((letter) => [letter.charCodeAt(0), 0]);
/** Of a folder, a sector of 4,096 bytes at most: the entry is among its first. */
const FOLDER = 4096;

/**
 * The problem with a workbook that is locked with a password, which is wrapped in the format of old Office files; null
 * for any other file of that format.
 */
export async function encryptedWorkbook(file: string, blob: Blob): Promise<Problem | null> {
	const header = await readBytes(blob, 0, 512, file);
	if (header.length < 512) return null;
	const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
	const sector = 2 ** Math.min(view.getUint16(30, true), 20);
	const start = (view.getUint32(48, true) + 1) * sector;
	const folder = await readBytes(blob, start, start + FOLDER, file);
	const isEncrypted = folder.some((_, at) => NAME.every((byte, index) => folder[at + index] === byte));
	if (!isEncrypted) return null;
	return {
		code: 'workbook-encrypted',
		message: `${file} is an Excel workbook that is locked with a password.`,
		wayOut: 'Open it in Excel, remove the password (File, Info, Protect Workbook) and give it again.',
		file,
	};
}
