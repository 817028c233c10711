import {
	autocompletion,
	closeBrackets,
	closeBracketsKeymap,
	completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { PostgreSQL, sql, type SQLNamespace } from '@codemirror/lang-sql';
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, StateEffect, StateField, type Extension } from '@codemirror/state';
import {
	Decoration,
	drawSelection,
	EditorView,
	highlightActiveLine,
	keymap,
	lineNumbers,
	placeholder,
	type DecorationSet,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { AskedRelation } from '../../session/console';

const setMark = StateEffect.define<number | null>();

/** The place of an error: the word that stands there, underlined until the text is changed. */
const mark = StateField.define<DecorationSet>({
	create: () => Decoration.none,
	update(marks, transaction) {
		for (const effect of transaction.effects) {
			if (!effect.is(setMark)) continue;
			if (effect.value === null) return Decoration.none;
			const from = Math.min(effect.value, transaction.state.doc.length);
			const word = transaction.state.wordAt(from);
			const to = Math.max(word?.to ?? from + 1, from + 1);
			if (from >= transaction.state.doc.length) return Decoration.none;
			return Decoration.set([
				Decoration.mark({ class: 'cm-wrong' }).range(from, Math.min(to, transaction.state.doc.length)),
			]);
		}
		return transaction.docChanged ? Decoration.none : marks;
	},
	provide: (field) => EditorView.decorations.from(field),
});

const colours = HighlightStyle.define([
	{ tag: tags.keyword, color: 'var(--moved-text)', fontWeight: '550' },
	{ tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
	{ tag: [tags.number, tags.bool, tags.null], color: 'var(--back)' },
	{ tag: [tags.lineComment, tags.blockComment], color: 'var(--ink-3)', fontStyle: 'italic' },
	{ tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--accent)' },
]);

const look = EditorView.theme({
	'&': {
		color: 'var(--ink)',
		backgroundColor: 'var(--raised)',
		fontSize: 'var(--type-note)',
		maxHeight: 'inherit',
	},
	// The host shows the focus: here the gutter would stand over the line.
	'&.cm-focused': { outline: 'none' },
	'.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6' },
	// As high as the question is long, from six lines up to what its host allows.
	'.cm-content': { minHeight: 'calc(6 * 1.6em + 20px)', caretColor: 'var(--ink)', padding: '10px 0' },
	'.cm-gutter': { minHeight: 'calc(6 * 1.6em + 20px)' },
	'.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)' },
	'.cm-gutters': { backgroundColor: 'var(--raised)', color: 'var(--ink-3)', border: 'none' },
	'.cm-activeLine, .cm-activeLineGutter': {
		backgroundColor: 'color-mix(in srgb, var(--ink) 4%, transparent)',
	},
	'&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
		backgroundColor: 'color-mix(in srgb, var(--accent) 26%, transparent) !important',
	},
	'.cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', outline: '1px solid var(--accent)' },
	'.cm-selectionMatch': { backgroundColor: 'var(--accent-soft)' },
	'.cm-wrong': {
		textDecoration: 'underline wavy var(--bad)',
		textUnderlineOffset: '3px',
		backgroundColor: 'var(--problem-soft)',
	},
	'.cm-placeholder': { color: 'var(--ink-3)' },
	'.cm-tooltip': {
		border: 'var(--hairline-2)',
		borderRadius: 'var(--radius-2)',
		backgroundColor: 'var(--raised)',
		color: 'var(--ink)',
		boxShadow: 'var(--shadow)',
		fontFamily: 'var(--font)',
		fontSize: 'var(--type-note)',
		overflow: 'hidden',
	},
	'.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '16em' },
	'.cm-tooltip-autocomplete ul li': { padding: '3px 8px !important' },
	'.cm-tooltip-autocomplete ul li[aria-selected]': {
		background: 'var(--accent-soft) !important',
		color: 'var(--ink) !important',
	},
	'.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal', fontFamily: 'var(--font)' },
	'.cm-completionInfo': { padding: '8px 10px !important', maxWidth: '28em !important' },
	'.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--ink)' },
});

/** What can be completed: relations with their grain, columns with their type and definition. */
export function namespaceOf(relations: readonly AskedRelation[]): SQLNamespace {
	const top: Record<string, SQLNamespace> = {};
	const columnsOf = (relation: AskedRelation) =>
		relation.columns.map(({ name, sqlType, definition }) => ({
			label: name,
			type: 'property',
			detail: sqlType.toLowerCase(),
			...(definition === '' ? {} : { info: definition }),
		}));
	for (const relation of relations) {
		const [schema, name] = relation.name.includes('.') ? relation.name.split('.') : [null, relation.name];
		const entry: SQLNamespace = {
			self: {
				label: name ?? relation.name,
				type: 'class',
				boost: relation.isDocumented ? 20 : 0,
				...(relation.grain === '' ? {} : { detail: relation.grain }),
			},
			children: columnsOf(relation),
		};
		if (schema === null || name === undefined) top[relation.name] = entry;
		else top[schema] = { ...(top[schema] as object | undefined), [name]: entry } as SQLNamespace;
	}
	return top;
}

export interface SqlEditor {
	/** Takes a text in place of the one that stands, as one step that can be undone. */
	setText(text: string): void;
	/** Puts a text where the cursor is. */
	insert(text: string): void;
	setRelations(relations: readonly AskedRelation[]): void;
	/** Underlines the place of an error and goes there; null takes the line away. */
	setError(offset: number | null): void;
	focus(): void;
	destroy(): void;
}

/**
 * A SQL editor in `host`. It stands in a shadow root, where its styles are adopted sheets: a style element would be
 * refused by the content-security policy. Escape then Tab leaves it, Tab alone indents nothing and moves on.
 */
export function openEditor(
	host: HTMLElement,
	options: { text: string; label: string; onchange: (text: string) => void; onrun: () => void },
): SqlEditor {
	const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
	const language = new Compartment();
	const dialect = (schema: SQLNamespace): Extension =>
		sql({ dialect: PostgreSQL, schema, defaultSchema: 'crm', upperCaseKeywords: false });
	const editor = new EditorView({
		root,
		parent: root,
		state: EditorState.create({
			doc: options.text,
			extensions: [
				lineNumbers(),
				history(),
				drawSelection(),
				EditorState.tabSize.of(4),
				indentUnit.of('\t'),
				bracketMatching(),
				closeBrackets(),
				autocompletion({ icons: false }),
				highlightActiveLine(),
				highlightSelectionMatches(),
				syntaxHighlighting(colours),
				language.of(dialect({})),
				mark,
				placeholder('select stage, count(*) from crm.deals group by stage'),
				EditorView.lineWrapping,
				EditorView.contentAttributes.of({ 'aria-label': options.label }),
				keymap.of([
					{ key: 'Mod-Enter', run: () => (options.onrun(), true), preventDefault: true },
					...closeBracketsKeymap,
					...defaultKeymap,
					...searchKeymap,
					...historyKeymap,
					...completionKeymap,
				]),
				EditorView.updateListener.of((update) => {
					if (update.docChanged) options.onchange(update.state.doc.toString());
				}),
				look,
			],
		}),
	});
	return {
		setText(text) {
			if (text === editor.state.doc.toString()) return;
			editor.dispatch({
				changes: { from: 0, to: editor.state.doc.length, insert: text },
				selection: { anchor: text.length },
			});
		},
		insert(text) {
			editor.dispatch(editor.state.replaceSelection(text));
			editor.focus();
		},
		setRelations(relations) {
			editor.dispatch({ effects: language.reconfigure(dialect(namespaceOf(relations))) });
		},
		setError(offset) {
			editor.dispatch({
				effects: setMark.of(offset),
				...(offset === null
					? {}
					: {
							selection: { anchor: Math.min(offset, editor.state.doc.length) },
							scrollIntoView: true,
						}),
			});
		},
		focus: () => editor.focus(),
		destroy: () => editor.destroy(),
	};
}
