import {
	study,
	STUDY_DAYS,
	american,
	two,
	three,
	seven,
	twelve,
	long,
	money,
	billions,
	few,
	undecidable,
	allUnknown,
	zero,
	arabic,
	rightToLeft,
	step,
	ending,
	trend,
	dwell,
	board,
	type BoardStory,
} from './board-data';

const credits = [
	step({ title: 'Lead', moved: -1_250_000, open: 400_000, dropped: 90_000 }, 0),
	step({ title: 'Offer', moved: 120_000, open: -2_400, dropped: 30_000 }, 1),
];

/** The stage board in every state. */
export const boardStories: BoardStory[] = [
	board('board', 'Where opportunities go', study, {
		sentence: 'Presenting keeps ten points fewer than elsewhere: it is the stage to look at.',
		rows: [dwell(study, STUDY_DAYS, american), trend(study, american)],
	}),
	board('board-selected', 'A part is selected', study, {
		selected: { kind: 'part', step: 's4', part: 'dropped' },
	}),
	board('board-2', 'Two steps', two),
	board('board-3', 'Three steps', three),
	board('board-7', 'Seven steps', seven),
	board('board-12', 'Twelve steps', twelve, { rows: [trend(twelve, american)] }),
	board('board-long', 'Long labels', long, {
		locale: 'de-DE',
		sentence: 'Titles wrap to two lines, then end in an ellipsis.',
	}),
	board('board-money', 'By value', money, { currency: 'EUR' }),
	board('board-huge', 'Values in trillions', billions, { currency: 'USD' }),
	board('board-few', 'Few: n under 20', few, {
		sentence: 'Hollow dots and thin lines: too few to be certain.',
	}),
	board('board-unknown', 'Unknown drop-offs', undecidable, {
		sentence: 'One export without history: where the lost ones dropped is not known, so the rates are spans.',
	}),
	board('board-all-unknown', 'Everything unknown', allUnknown),
	board('board-one', 'One row', [step({ title: 'Prospecting', moved: 1, back: 0, skipped: 0 }, 0)]),
	board('board-zero', 'Nothing reached any step', zero),
	board('board-none', 'No steps', [], { ending: null }),
	board('board-uneven', 'More arrives than moved on', [
		step({ title: 'Lead', moved: 300, open: 20, dropped: 80 }, 0),
		step({ title: 'Demo', moved: 700, open: 90, dropped: 210 }, 1),
		step({ title: 'Proposal', moved: 120, open: 2, dropped: 3 }, 2),
	]),
	board('board-credits', 'Credits: less than nothing', credits, { currency: 'EUR' }),
	board('board-360-credits', 'Turned, less than nothing', credits, { currency: 'EUR', container: 360 }),
	board('board-360', 'Turned, 360 px', study, {
		container: 360,
		rows: [dwell(study, STUDY_DAYS, american), trend(study, american)],
	}),
	board('board-360-unknown', 'Turned, unknown', undecidable, { container: 360 }),
	board('board-360-long', 'Turned, long labels', long, { container: 360, locale: 'de-DE' }),
	board('board-360-money', 'Turned, by value', money, { container: 360, currency: 'EUR' }),
	board('board-rtl', 'من اليمين إلى اليسار', rightToLeft, {
		locale: 'ar-EG',
		ending: ending(1244, 12041, arabic, 'فوز', 'من الكل'),
	}),
	board('board-rtl-360', 'من اليمين إلى اليسار، ضيق', rightToLeft, {
		locale: 'ar-EG',
		container: 360,
		ending: ending(1244, 12041, arabic, 'فوز', 'من الكل'),
	}),
];
