import type { Paged } from './contract';

/** All of a listing in order, each row with its place from 1. */
export const orderedListing = ({ columns, order }: Paged): string =>
	`select ${columns.join(', ')}, row_number() over (order by ${order}) as place\nfrom listing\norder by place`;

/**
 * The relations `listing` and `page` of a paged mart: from the table `held`, in which every row has its place, or else
 * from the listing itself. The first rows alone are found faster without putting all in order.
 */
export function pagedRelations(paged: Paged, held: string | null): { listing: string; page: string } {
	const { listing, columns, order } = paged;
	if (held !== null) {
		const named = columns.join(', ');
		return {
			listing: `select ${named}\nfrom ${held}`,
			page: `select ${named}, place\nfrom ${held}\nwhere place > $row_offset and place <= $row_offset + $row_limit`,
		};
	}
	const first = `select *\nfrom listing\norder by ${order}\nlimit $row_limit\noffset $row_offset`;
	return {
		listing,
		page: `select ${columns.join(', ')}, row_number() over (order by ${order}) as place\nfrom (\n${first}\n) as first_rows`,
	};
}
