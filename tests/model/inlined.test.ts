import { expect, test } from 'vitest';
import { inlined } from '$lib/model/inlined';

/** White space is of no meaning here. */
const told = (sql: string): string => inlined(sql).replace(/\s+/g, ' ');

test('a relation that is read once stands where it is read, under its name or the one it is given there', () => {
	expect(
		told('with a as (select 1 as x), b as (select 2 as x) select a.x, z.x from a join b as z on true'),
	).toBe('select a.x, z.x from (select 1 as x) as a join (select 2 as x) as z on true');
});

test('a relation that is read twice, or is to be made once, stays in the list', () => {
	const twice = 'with a as (select 1 as x) select x from a union all select x from a';
	expect(told(twice)).toBe(twice);
	const once = 'with a as materialized (select 1 as x) select x from a';
	expect(told(once)).toBe(once);
});

test('lists within relations are gone through as well, from the innermost on', () => {
	expect(told('with a as (with b as (select 1 as x) select x from b) select x from a')).toBe(
		'select x from ( select x from (select 1 as x) as b) as a',
	);
});

test('no relation is moved to where its own name or one that it reads means something else', () => {
	const captured =
		'with a as (select x from t), b as (with t as (select 2 as x) select 1 as x from a join t on true join t as u on true) select x from b join b as c on true';
	expect(told(captured)).toBe(captured);
	const shadowed =
		'with a as (select 1 as x), b as (with a as (select 2 as x) select x from a join a as c on true) select x from b join b as c on true';
	expect(told(shadowed)).toBe(shadowed);
});

test('what is in strings and quoted names is left alone, comments are left out', () => {
	expect(told(`with a as (select 'from b (' as x) -- from a\nselect x, "from a" from a`)).toBe(
		`select x, "from a" from (select 'from b (' as x) as a`,
	);
	expect(told('with a as (select 1 as x) select x is not distinct from a from t')).toContain(
		'distinct from a from t',
	);
});
