import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import { WHOLE_SCOPE } from '$lib/model/scope';
import type { Compare } from '$lib/share/state';
import { inOrder, overviewAsks } from '$lib/view/overview/overview-asks';

test('what is asked ahead of Overview is all that Overview asks, in its order', () => {
	const view = readFileSync(
		new URL('../../../src/lib/view/overview/OverviewView.svelte', import.meta.url),
		'utf8',
	);
	const asked = [...view.matchAll(/createQuestion\(\(\) =>.*\bof\(asks\.(\w+)\)/g)].map(([, name]) => name);
	expect(view.split('createQuestion(').length - 1).toBe(asked.length);
	const scope = { ...WHOLE_SCOPE, from: '2024-01-01' as Day, to: '2024-04-01' as Day };
	const catalog = { asOfDay: '2024-06-30' as Day, also: { targets: 1 } } as Parameters<
		typeof overviewAsks
	>[0];
	const nameOf = (asks: object, one: unknown) => Object.entries(asks).find(([, ask]) => ask === one)?.[0];
	const ahead = (compare: Compare) => {
		const all = overviewAsks(catalog, { scope, compare });
		return inOrder(all).map((one) => nameOf(all.asks, one));
	};
	expect(ahead({ kind: 'previous' })).toEqual(asked.filter((name) => name !== 'beside'));
	expect(ahead({ kind: 'segment', segment: 'owner', value: 'A' })).toContain('beside');
});
