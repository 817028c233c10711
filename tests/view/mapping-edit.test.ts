import { describe, expect, it } from 'vitest';
import type { ColumnMapping, Mapping } from '$lib/intake/mapping';
import {
	addStage,
	mergeStage,
	moveStage,
	readingChoices,
	readingFor,
	readingWords,
	splitLabel,
	withColumn,
	withDayMonthOrder,
	withKind,
	withStage,
} from '$lib/view/intake/mapping-edit';

const column = (given: Partial<ColumnMapping>): ColumnMapping => ({
	header: 'Amount',
	position: 0,
	role: 'amount',
	reading: { as: 'number', decimal: '.' },
	evidence: '',
	...given,
});

const mapping: Mapping = {
	version: 1,
	files: [
		{
			file: 'deals.csv',
			kind: 'deals',
			layout: 'generic',
			confidence: 1,
			evidence: [],
			columns: [
				column({}),
				column({ header: 'Region', position: 1, role: 'segment', reading: { as: 'text' } }),
			],
		},
	],
	process: {
		stages: [
			{ label: 'Lead', kind: 'open', labels: ['Lead'] },
			{ label: 'Demo', kind: 'open', labels: ['Demo', 'Trial'] },
			{ label: 'Won', kind: 'won', labels: ['Won'] },
		],
		evidence: [],
	},
};
const labels = (of: Mapping) => of.process.stages.map((stage) => `${stage.label}: ${stage.labels.join('+')}`);

describe('stages', () => {
	it('move up and down, and stop at the ends', () => {
		expect(labels(moveStage(mapping, 0, 1))).toEqual(['Demo: Demo+Trial', 'Lead: Lead', 'Won: Won']);
		expect(labels(moveStage(mapping, 2, -5))).toEqual(['Won: Won', 'Lead: Lead', 'Demo: Demo+Trial']);
		expect(moveStage(mapping, 9, 0)).toBe(mapping);
	});

	it('merge with all their labels', () => {
		expect(labels(mergeStage(mapping, 1, 0))).toEqual(['Lead: Lead+Demo+Trial', 'Won: Won']);
		expect(mergeStage(mapping, 1, 1)).toBe(mapping);
	});

	it('give a label away as a stage of its own, but not their last one', () => {
		expect(labels(splitLabel(mapping, 1, 'Trial'))).toEqual([
			'Lead: Lead',
			'Demo: Demo',
			'Trial: Trial',
			'Won: Won',
		]);
		expect(splitLabel(mapping, 0, 'Lead')).toBe(mapping);
	});

	it('are renamed without losing the labels of the export', () => {
		expect(labels(withStage(mapping, 0, { label: 'Prospect' }))[0]).toBe('Prospect: Lead');
	});

	it('are added as the last open one, once', () => {
		const added = addStage(mapping, 'Proposal');
		expect(labels(added)).toEqual(['Lead: Lead', 'Demo: Demo+Trial', 'Proposal: Proposal', 'Won: Won']);
		expect(addStage(added, 'Proposal')).toBe(added);
	});

	it('are never changed in place', () => {
		const before = JSON.stringify(mapping);
		moveStage(mapping, 0, 2);
		mergeStage(mapping, 0, 1);
		splitLabel(mapping, 1, 'Trial');
		expect(JSON.stringify(mapping)).toBe(before);
	});
});

describe('columns', () => {
	it('are read as their new role asks', () => {
		const changed = withColumn(mapping, 0, 1, { role: 'amount' });
		expect(changed.files[0]?.columns[1]).toMatchObject({
			role: 'amount',
			reading: { as: 'number', decimal: '.' },
			evidence: 'chosen by you',
		});
		expect(changed.files[0]?.columns[0]).toBe(mapping.files[0]?.columns[0]);
	});

	it('keep a reading that fits the new role', () => {
		const dates = { as: 'date', formats: ['%d/%m/%Y'], dateOnly: true } as const;
		expect(readingFor('closed', { ...dates, formats: [...dates.formats] })).toEqual(dates);
		expect(readingFor('is_won', { as: 'text' })).toEqual({ as: 'flag' });
		const number = { as: 'number', decimal: '.' } as const;
		expect(readingFor('amount', { as: 'text' }, 'Betrag TEUR')).toEqual({ ...number, factor: 1000 });
		expect(readingFor('probability', { ...number, factor: 1000 }, 'Betrag TEUR')).toEqual(number);
	});

	it('forget the stage they dated when they no longer date one', () => {
		const dated = withColumn(mapping, 0, 1, { role: 'entered_stage', stage: 'Demo' });
		expect(dated.files[0]?.columns[1]?.stage).toBe('Demo');
		expect(withColumn(dated, 0, 1, { role: 'segment' }).files[0]?.columns[1]).not.toHaveProperty('stage');
	});

	it('offer both decimal marks, and both orders of day and month', () => {
		expect(readingChoices(column({})).map(({ label }) => label)).toEqual([
			'Number 1,234.50',
			'Number 1.234,50',
		]);
		const dates = readingChoices(
			column({ role: 'created', reading: { as: 'date', formats: ['%m/%d/%Y'], dateOnly: true } }),
		).map(({ label }) => label);
		expect(dates.slice(0, 2)).toEqual(['Date DD/MM/YYYY', 'Date MM/DD/YYYY']);
	});

	it('offer thousands and millions where the header may say either', () => {
		const choices = readingChoices(column({ header: 'Volume (M)', role: 'amount' }));
		expect(choices.map(({ label }) => label)).toEqual([
			'Number 1,234.50',
			'Number 1.234,50',
			'Number 1,234.50, in thousands',
			'Number 1.234,50, in thousands',
			'Number 1,234.50, in millions',
			'Number 1.234,50, in millions',
		]);
		expect(choices[4]?.reading).toEqual({ as: 'number', decimal: '.', factor: 1e6 });
		expect(
			readingChoices(
				column({
					header: 'Betrag TEUR',
					role: 'amount',
					reading: { as: 'number', decimal: ',', factor: 1000 },
				}),
			).map(({ label }) => label),
		).toEqual(['Number 1,234.50, in thousands', 'Number 1.234,50, in thousands']);
	});

	it('always offer the present reading', () => {
		for (const reading of [
			{ as: 'text' } as const,
			{ as: 'flag' } as const,
			{ as: 'number', decimal: ',' } as const,
			{ as: 'date' as const, formats: ['%Y-%m-%d'], dateOnly: true },
			{ as: 'date' as const, formats: ['%m/%d/%Y %H:%M'], dateOnly: false },
		])
			expect(readingChoices(column({ reading })).map(({ label }) => label)).toContain(readingWords(reading));
	});

	it('swap day and month in every form that leaves them open, and in no other', () => {
		expect(
			withDayMonthOrder(
				{ as: 'date', formats: ['%m/%d/%Y', '%m.%d.%Y %H:%M', '%Y-%m-%d'], dateOnly: false },
				'day_first',
			),
		).toEqual({ as: 'date', formats: ['%d/%m/%Y', '%d.%m.%Y %H:%M', '%Y-%m-%d'], dateOnly: false });
	});
});

it('changes the kind of one file', () => {
	expect(withKind(mapping, 0, 'ignored').files[0]?.kind).toBe('ignored');
});
