import type { Attachment } from 'svelte/attachments';

/** Told that a change is likely, or with `isPressed` being made; the answer takes that back. */
export type Ahead<Change> = (change: Change, isPressed: boolean) => () => void;

/** What stands for taking back where nothing was told. */
export const NOTHING = (): void => undefined;

/**
 * Tells `onahead` when the pointer, or the focus by keyboard, comes to lie on an element that makes a change, and when it is pressed; takes it
 * back when it is left.
 */
export const likely =
	<Change>(onahead: Ahead<Change>, change: () => Change): Attachment<HTMLElement> =>
	(node) => {
		let takeBack = NOTHING;
		const rest = () => (takeBack = onahead(change(), false));
		const press = () => (takeBack = onahead(change(), true));
		const leave = () => takeBack();
		// A finger comes to lie on nothing before it presses.
		const enter = ({ pointerType }: PointerEvent) => pointerType !== 'touch' && rest();
		// Nor does who clicks aim at what happens to be focused then.
		const focus = ({ target }: FocusEvent) =>
			target instanceof Element && target.matches(':focus-visible') && rest();
		node.addEventListener('pointerenter', enter);
		node.addEventListener('pointerdown', press);
		node.addEventListener('focusin', focus);
		for (const end of ['pointerleave', 'focusout']) node.addEventListener(end, leave);
		// It may go away because the change is made: what that asks takes over what was begun, and only then is it left.
		return () => void setTimeout(leave);
	};
