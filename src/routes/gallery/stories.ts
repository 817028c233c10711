import type { BoardStory } from './board-data';
import { boardStories } from './board-stories';
import { frameStories, type FrameStory, type RangeStory } from './frame-stories';
import { histogramStories, type HistogramStory } from './histogram-stories';
import { laneStories, type LanesStory } from './lane-stories';
import { rateStories, type RateStory } from './rate-stories';
import { tileStories, type SmallStory, type TilesStory } from './tile-stories';

/** The gallery's stories: every mark in every state. The page draws them and the tests enumerate them. */
export type Story =
	BoardStory | TilesStory | SmallStory | FrameStory | RateStory | RangeStory | LanesStory | HistogramStory;

export const stories: Story[] = [
	...boardStories,
	...tileStories,
	...rateStories,
	...histogramStories,
	...laneStories,
	...frameStories,
];
