import type { Page } from '@playwright/test';

/** Width and height of what one sign of a look stands for, in px: about the shape of a letter, so that a look is seen as drawn. */
export const CELL = { width: 10, height: 20 } as const;

/** From paper to full ink. */
const SIGNS = ' .:-=+*#%@';

/**
 * A screenshot as lines of signs, one a cell: how far the cell is from the paper, which is the lightness that most of
 * the picture has. It tells where ink is and how much, and neither how a letter is smoothed nor its colour, so that the
 * look of one machine can be held against that of another. `page` is any page: it decodes the picture.
 */
export async function lookOf(page: Page, png: Buffer): Promise<string[]> {
	const cells = await page.evaluate(
		async ({ base64, cell }) => {
			function lightnessOf(image: ImageBitmap) {
				const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
				if (!context) throw new Error('This browser draws no canvas.');
				context.drawImage(image, 0, 0);
				const { data } = context.getImageData(0, 0, image.width, image.height);
				const lightness = new Uint8Array(image.width * image.height);
				for (let place = 0, at = 0; place < lightness.length; place++, at += 4)
					lightness[place] = (54 * data[at]! + 183 * data[at + 1]! + 19 * data[at + 2]!) >> 8;
				return { width: image.width, height: image.height, lightness };
			}
			const png = await (await fetch(`data:image/png;base64,${base64}`)).blob();
			const { width, height, lightness } = lightnessOf(await createImageBitmap(png));
			const counts = new Uint32Array(256);
			for (const light of lightness) counts[light]! += 1;
			const paper = counts.indexOf(Math.max(...counts));
			const rows: number[][] = [];
			for (let top = 0; top < height; top += cell.height) {
				const below = Math.min(top + cell.height, height);
				const row: number[] = [];
				for (let left = 0; left < width; left += cell.width) {
					const right = Math.min(left + cell.width, width);
					let far = 0;
					for (let y = top; y < below; y++)
						for (let x = left; x < right; x++) far += Math.abs(lightness[y * width + x]! - paper);
					row.push(far / ((below - top) * (right - left) * 255));
				}
				rows.push(row);
			}
			return rows;
		},
		{ base64: png.toString('base64'), cell: CELL },
	);
	return cells.map((row) => row.map(signOf).join('').trimEnd());
}

/** Thin lines and light letters are most of what there is: the root parts them from paper. */
const signOf = (far: number): string =>
	SIGNS[far < 0.004 ? 0 : Math.min(SIGNS.length - 1, 1 + Math.floor(Math.sqrt(far) * (SIGNS.length - 1)))]!;

const inkAt = (look: readonly string[], row: number, column: number): number =>
	Math.max(0, SIGNS.indexOf(look[row]?.[column] ?? ' '));

/**
 * Where `now` is not as `before`: the share, 0 to 1, of cells with ink in either in which they are apart by more than a
 * sign, whatever a step aside holds, and the picture of it – `now`, with `!` in those cells.
 */
export function compareLooks(
	before: readonly string[],
	now: readonly string[],
): { apart: number; picture: string } {
	const height = Math.max(before.length, now.length);
	const width = Math.max(0, ...before.map(({ length }) => length), ...now.map(({ length }) => length));
	/** Whether a cell of `one` has its like in `other`, there or a step aside: letters are set a little otherwise elsewhere. */
	const hasLike = (one: readonly string[], other: readonly string[], row: number, column: number) => {
		const ink = inkAt(one, row, column);
		return [0, -1, 1].some((aside) => Math.abs(ink - inkAt(other, row, column + aside)) <= 1);
	};
	let inked = 0;
	let different = 0;
	const picture = Array.from({ length: height }, (_, row) =>
		Array.from({ length: width }, (__, column) => {
			if (inkAt(before, row, column) === 0 && inkAt(now, row, column) === 0) return ' ';
			inked += 1;
			if (hasLike(before, now, row, column) && hasLike(now, before, row, column)) {
				return now[row]?.[column] ?? ' ';
			}
			different += 1;
			return '!';
		}).join(''),
	);
	return { apart: inked === 0 ? 0 : different / inked, picture: picture.join('\n') };
}
