import { askAhead } from './ask';
import { AskingAhead } from './asking-ahead';
import { pause } from './pause';
import { savesData, type TellingNavigator } from './quiet-page';

/** What is asked ahead on this page. */
export const askingAhead = new AskingAhead({
	pause,
	askAhead,
	mayAsk: () => !savesData(navigator as TellingNavigator),
});
