/** Properties of a component that change while it stands. */
export function changing<T extends object>(given: T): T {
	const props = $state(given);
	return props;
}
