import type { Format } from '../../chart/format';
import { counted } from '../words';
import { changesOf, type Changes, type ComparedRow, type SplitRow, type ValueChange } from './changes';
import type { Stake } from './stakes';
import type { Phrase } from '../../share/snapshot';
import { partOfIt, stakeEvidence, stakeName, valueName } from './story-words';

/** What Overview opens on. */
export interface Story {
	/** The sentences, one after the other. */
	headline: Phrase[];
	/** What they rest on: numbers, intervals, tests. */
	evidence: string[];
	/** The value that explains the change, where one does. */
	cause: ValueChange | null;
}

export interface StoryFacts {
	row: ComparedRow;
	/** Empty where nothing is compared. */
	split: readonly SplitRow[];
	/** Null until it is known what anything costs. */
	stakes: readonly Stake[] | null;
	/** Whether anything could be tested for what it costs. */
	isTested: boolean;
	/** When: `in Q3 2026`; null is at any time. */
	shown: string | null;
	/** The other window as a sentence names it: `Q2 2026`; null where there is nothing to compare with. */
	compared: string | null;
	/** The value whose deals, in the same window, it is held against in place of another window; null where it is not. */
	beside: string | null;
	/** The window is not over, and both are cut to the days gone by. */
	isSoFar: boolean;
	currency: string | null;
}

/** Under this n a rate is told with its n. */
const CERTAIN_FROM = 20;

const plain = (text: string): Phrase => ({ text });
const judged = (text: string, isGood: boolean): Phrase => ({ text, tone: isGood ? 'good' : 'bad' });

const verb = (change: number) => (change < 0 ? 'fell' : 'rose');

/** Mix or performance: why the whole rate changed, when no single value says it. */
function why(cause: SplitRow | undefined): string | null {
	const { total_mix_change: mix, total_performance_change: performance } = cause ?? {};
	if (mix === null || mix === undefined || performance === null || performance === undefined) return null;
	return Math.abs(mix) > Math.abs(performance)
		? 'It is more a matter of which deals closed than of how well they did.'
		: 'It runs through all segments.';
}

function rateSentence(
	facts: StoryFacts,
	changes: Changes | null,
	format: Format,
): [Phrase[], ValueChange | null] {
	const { row, compared, isSoFar } = facts;
	const rate = format.percent(row.win_ratio) + (isSoFar ? ' so far' : '');
	if (!changes || changes.change === null || compared === null) {
		const closed = row.deals_won + row.deals_lost;
		const of = closed < CERTAIN_FROM ? `, of ${counted(closed, 'deal', format)} only` : '';
		return [[plain(`Win rate is ${rate}${of}.`)], null];
	}
	const total = changes.change;
	const significant = changes.values.filter((value) => value.isSignificant);
	if (changes.isSignificant) {
		const phrases = [
			plain(`Win rate ${verb(total)} `),
			judged(format.pointsInWords(total), total > 0),
			plain(` to ${rate}.`),
		];
		const cause = significant.find(({ performance }) => Math.sign(performance) === Math.sign(total));
		const part = cause && partOfIt(cause.performance / total);
		if (cause && part) {
			return [[...phrases, plain(` ${part} `), judged(valueName(cause.row), total > 0), plain('.')], cause];
		}
		const reason = why(changes.values[0]?.row);
		return [reason === null ? phrases : [...phrases, plain(` ${reason}`)], null];
	}
	const [most] = significant;
	if (!most) {
		return [[plain(`Win rate is ${rate}, no clear change on ${compared}.`)], null];
	}
	return [
		[
			plain(`Win rate held at ${rate}, but ${verb(most.change)} `),
			judged(format.pointsInWords(most.change), most.change > 0),
			plain(' in '),
			judged(valueName(most.row), most.change > 0),
			plain('.'),
		],
		most,
	];
}

/** Two groups of one window: nothing rose or fell, one is above the other. */
function besideSentence({ row, beside }: StoryFacts, changes: Changes, format: Format): Phrase[] {
	const rate = format.percent(row.win_ratio);
	const apart = changes.change;
	if (apart === null) return [plain(`Win rate is ${rate}; nothing of ${beside} closed.`)];
	if (!changes.isSignificant) return [plain(`Win rate is ${rate}, no clear difference from ${beside}.`)];
	return [
		plain(`Win rate is ${rate}, `),
		judged(`${format.pointsInWords(apart)} ${apart > 0 ? 'above' : 'below'}`, apart > 0),
		plain(` ${beside}.`),
	];
}

function stakeSentence({ row, stakes, isTested, currency }: StoryFacts, format: Format): Phrase[] {
	if (stakes === null) return [];
	const [stake] = stakes;
	if (!stake && !isTested) return [];
	// Where nothing has closed nothing can have been lost: that no stage is worse would say nothing.
	if (!stake && row.deals_won + row.deals_lost === 0) return [];
	if (!stake) return [plain(' No stage does clearly worse than its benchmark.')];
	const name = judged(stakeName(stake), false);
	const worth = stake.row.won_at_stake_amount ?? 0;
	// A stage that leaks as a whole, and in one segment more than in the others.
	const within =
		stake.row.segment === null &&
		stakes.find(({ row }) => row.segment !== null && row.stage_rank === stake.row.stage_rank);
	const most = within ? [plain(', most of all '), judged(valueName(within.row), false)] : [];
	if (stake.by === 'time')
		return [plain(' Deals stay too long at '), name, plain(`: ${stakeEvidence(stake, format)}.`)];
	if (worth <= 0) return [plain(' The leak is '), name, plain(`: ${stakeEvidence(stake, format)}.`)];
	return [
		plain(' What costs most is '),
		name,
		...most,
		plain(`, worth about ${format.money(worth, currency)} of won value.`),
	];
}

/**
 * What the numbers say, from the marts' rows alone: what changed most against the comparison and why, and what costs
 * most. Nothing is claimed that is not significant; where nothing is, that is said, with the evidence.
 */
export function tellStory(facts: StoryFacts, format: Format): Story {
	const { row, split, compared, beside, shown, stakes } = facts;
	const closed = row.deals_won + row.deals_lost;
	if (closed === 0 && row.deals_in_play === 0) {
		return {
			headline: [plain(`No opportunity was open or closed ${shown ?? 'in this scope'}.`)],
			evidence: [],
			cause: null,
		};
	}
	if (closed === 0) {
		return {
			headline: [plain(`Nothing closed ${shown ?? 'yet'}.`), ...stakeSentence(facts, format)],
			evidence: [`${counted(row.deals_in_play, 'opportunity', format, 'opportunities')} in play`],
			cause: null,
		};
	}
	const changes = compared === null && beside === null ? null : changesOf(row, split);
	const [rate, cause] =
		changes && beside !== null
			? [besideSentence(facts, changes, format), null]
			: rateSentence(facts, changes, format);
	const evidence = [
		[counted(closed, 'deal', format), 'closed', shown].filter(Boolean).join(' '),
		`95 % interval ${format.interval(row.win_low_ratio, row.win_high_ratio)}`,
	];
	if (changes && changes.change !== null) {
		const before = (row.compared_deals_won ?? 0) + (row.compared_deals_lost ?? 0);
		evidence.push(
			`${format.percent(row.compared_win_ratio)} ${beside === null ? 'before' : `in ${beside}`}, of ${format.full(before)} closed`,
		);
		if (cause) {
			const { segment_label, total_mix_change, total_performance_change } = cause.row;
			evidence.push(
				`${valueName(cause.row)} ${format.percent(cause.row.compared_rate_ratio)} before, ${format.percent(cause.row.rate_ratio)} now`,
				`by ${segment_label}: mix ${format.points(total_mix_change)}, performance ${format.points(total_performance_change)}`,
			);
		}
		evidence.push(
			changes.tests === 0
				? 'too few deals to test'
				: `${counted(changes.tests, 'comparison', format)} tested, corrected together`,
		);
	}
	const [stake] = stakes ?? [];
	if (stake) evidence.push(`${stakeName(stake)}: ${stakeEvidence(stake, format)}`);
	return { headline: [...rate, ...stakeSentence(facts, format)], evidence, cause };
}

/** The headline as one text, for titles and for those who copy it. */
export const storyText = ({ headline }: Story): string => headline.map(({ text }) => text).join('');
