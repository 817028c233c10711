import type { Attachment } from 'svelte/attachments';

/** Told that a change is likely, or with `isPressed` being made; the answer takes that back. */
export type Ahead<Change> = (change: Change, isPressed: boolean) => () => void;

/** What stands for taking back where nothing was told. */
export const NOTHING = (): void => undefined;

/**
 * So long after a press what it asks is waited for, in milliseconds: a finger leaves what it has pressed before that is
 * clicked, and a popup that closes takes the focus away before the page has asked.
 */
export const PRESSED_MS = 100;

/**
 * Tells `onahead` when the pointer, or the focus by keyboard, comes to lie on an element that makes a change, and when it
 * is pressed; takes it back when it is left.
 */
export const likely =
	<Change>(onahead: Ahead<Change>, change: () => Change): Attachment<HTMLElement> =>
	(node) => {
		let takeBack = NOTHING;
		let isPressed = false;
		let leaving: ReturnType<typeof setTimeout> | undefined;
		const tell = (pressed: boolean) => {
			clearTimeout(leaving);
			isPressed = pressed;
			takeBack = onahead(change(), pressed);
		};
		const leave = () => {
			clearTimeout(leaving);
			if (isPressed) leaving = setTimeout(takeBack, PRESSED_MS);
			else takeBack();
		};
		// A finger comes to lie on nothing before it presses.
		const enter = ({ pointerType }: PointerEvent) => pointerType !== 'touch' && tell(false);
		// Nor does who clicks aim at what happens to be focused then.
		const focus = ({ target }: FocusEvent) =>
			target instanceof Element && target.matches(':focus-visible') && tell(false);
		const gone = new AbortController();
		const { signal } = gone;
		node.addEventListener('pointerenter', enter, { signal });
		node.addEventListener('pointerdown', () => tell(true), { signal });
		// By key as well.
		node.addEventListener('click', () => (isPressed = true), { signal });
		node.addEventListener('focusin', focus, { signal });
		for (const end of ['pointerleave', 'focusout']) node.addEventListener(end, leave, { signal });
		// It may go away because the change is made: what that asks takes over what was begun, and only then is it left.
		return () => {
			gone.abort();
			clearTimeout(leaving);
			setTimeout(takeBack, isPressed ? PRESSED_MS : 0);
		};
	};
