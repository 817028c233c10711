import { timeZoneOf, UTC } from '../base/time-zone';

/** The time zone that this machine is set to. It is offered to people, and decides nothing by itself. */
export const ownTimeZone = (): string =>
	timeZoneOf(new Intl.DateTimeFormat().resolvedOptions().timeZone) ?? UTC;
