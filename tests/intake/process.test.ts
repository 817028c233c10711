import { describe, expect, test } from 'vitest';
import { proposeProcess, type LabelFacts, type Precedence } from '$lib/intake/process';
import { DEFAULT_PROCESSES } from '$lib/intake/presets/layouts';

const label = (name: string, facts: Partial<LabelFacts> = {}): LabelFacts => ({
	label: name,
	deals: 10,
	won: null,
	lost: null,
	probability: null,
	...facts,
});

const open = (labels: LabelFacts[], precedence: Precedence[] = []) =>
	proposeProcess(labels, precedence)
		.process.stages.filter(({ kind }) => kind === 'open')
		.map((stage) => stage.label);

describe('the kind of a stage', () => {
	const kinds = (names: string[], precedence: Precedence[] = []) =>
		Object.fromEntries(
			proposeProcess(
				names.map((name) => label(name)),
				precedence,
			).process.stages.map((stage) => [stage.label, stage.kind]),
		);

	test('is no end because a customer is named in it', () => {
		expect(kinds(['Proof of concept at the customer', 'NDA signed', 'Customer', 'Contract signed'])).toEqual({
			'Proof of concept at the customer': 'open',
			'NDA signed': 'open',
			Customer: 'won',
			'Contract signed': 'won',
		});
	});

	test('is open where deals go on from it and are won later, whatever its words', () => {
		const names = ['Lead', 'Follow-up call', 'Pilot contract signed', 'Proposal', 'Won'];
		const on = (before: string, after: string, deals: number) => ({ before, after, deals });
		const gone = [
			on('Follow-up call', 'Proposal', 9),
			on('Follow-up call', 'Won', 4),
			on('Pilot contract signed', 'Proposal', 5),
			on('Pilot contract signed', 'Won', 3),
		];
		expect(kinds(names, gone)).toMatchObject({ 'Follow-up call': 'open', 'Pilot contract signed': 'open' });
		// An end that few deals were reopened from stays one, and so does what follows a win.
		const reopened = [on('Won', 'Proposal', 2), on('Proposal', 'Won', 9), on('Won', 'Follow-up call', 7)];
		expect(kinds(names, reopened)).toMatchObject({
			Won: 'won',
			'Follow-up call': 'after_sale',
			'Pilot contract signed': 'won',
		});
	});
});

describe('the order of the process', () => {
	test('comes from history, against alphabet, vocabulary and counts', () => {
		const labels = [
			label('Discovery', { deals: 1 }),
			label('Zeta', { deals: 500 }),
			label('Alpha', { deals: 3 }),
		];
		expect(
			open(labels, [
				{ before: 'Zeta', after: 'Discovery', deals: 40 },
				{ before: 'Discovery', after: 'Alpha', deals: 30 },
				{ before: 'Zeta', after: 'Alpha', deals: 20 },
				{ before: 'Discovery', after: 'Zeta', deals: 5 },
			]),
		).toEqual(['Zeta', 'Discovery', 'Alpha']);
	});

	test('comes from probabilities where there is no history', () => {
		expect(
			open([
				label('C', { probability: 10 }),
				label('A', { probability: 60 }),
				label('B', { probability: 30 }),
			]),
		).toEqual(['C', 'B', 'A']);
	});

	test('comes from numbers in the labels', () => {
		expect(open([label('10 - Sign'), label('2 - Talk'), label('1 - Hello')])).toEqual([
			'1 - Hello',
			'2 - Talk',
			'10 - Sign',
		]);
	});

	test('comes from vocabulary', () => {
		expect(
			open([label('Negotiation'), label('Demo'), label('Qualified'), label('New lead'), label('Proposal')]),
		).toEqual(['New lead', 'Qualified', 'Demo', 'Proposal', 'Negotiation']);
	});

	test.each(DEFAULT_PROCESSES.map((stages) => [stages[0], stages] as const))(
		'the default process that begins with %s keeps its order',
		(_, stages) => {
			const ends = /won|lost|customer/i;
			const expected = stages.filter((stage) => !ends.test(stage));
			expect(open([...stages].reverse().map((stage) => label(stage)))).toEqual(expected);
		},
	);

	test('does not depend on the order in which labels are seen', () => {
		const labels = ['Negotiation', 'Demo', 'Qualified', 'Foo', 'Bar'].map((name) => label(name));
		expect(open([...labels].reverse())).toEqual(open(labels));
	});

	test('what nothing decides is said', () => {
		expect(proposeProcess([label('Foo'), label('Bar')], []).undecided).toEqual([['Bar', 'Foo']]);
	});
});

describe('the kinds of stages', () => {
	const kinds = (labels: LabelFacts[]) =>
		Object.fromEntries(
			proposeProcess(labels, []).process.stages.map(({ label: name, kind }) => [name, kind]),
		);

	test('come from words in the languages of the exports', () => {
		expect(
			kinds(
				[
					'Closed Won',
					'closedlost',
					'Gewonnen',
					'Perdu',
					'On hold',
					'Follow-up',
					'Won 🎉',
					'Closing',
					'Ganado',
					'In Progress',
				].map((name) => label(name)),
			),
		).toEqual({
			'Closed Won': 'won',
			closedlost: 'lost',
			Gewonnen: 'won',
			Perdu: 'lost',
			'On hold': 'parked',
			'Follow-up': 'after_sale',
			'Won 🎉': 'won',
			Closing: 'open',
			Ganado: 'won',
			'In Progress': 'open',
		});
	});

	test('come from outcomes where the words say nothing and closed deals stand in stages of their own', () => {
		expect(
			kinds([
				label('Hooray', { won: 10, lost: 0 }),
				label('Oh no', { won: 0, lost: 10 }),
				label('Lost contact', { won: 0, lost: 0 }),
				label('Negotiation', { won: 0, lost: 0 }),
			]),
		).toEqual({ Hooray: 'won', 'Oh no': 'lost', 'Lost contact': 'open', Negotiation: 'open' });
	});

	test('do not come from outcomes where deals are closed in the stage that they had reached', () => {
		expect(
			kinds([
				label('Alpha', { won: 3, lost: 2 }),
				label('Beta', { won: 10, lost: 0 }),
				label('Demo', { won: 0, lost: 10 }),
			]),
		).toEqual({ Alpha: 'open', Beta: 'open', Demo: 'open' });
	});

	test('labels that differ in case and spaces are one stage that keeps both', () => {
		const { process } = proposeProcess(
			[label('Closed Won', { deals: 5 }), label('closed  won', { deals: 2 })],
			[],
		);
		expect(process.stages).toEqual([
			{ label: 'Closed Won', kind: 'won', labels: ['Closed Won', 'closed  won'] },
		]);
	});
});
