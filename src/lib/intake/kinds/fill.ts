import { written } from '../../base/written';
import type { Engine, RunOptions } from '../../engine/engine';
import type { Mapping, MoneyReport } from '../mapping';
import type { MappedFile } from '../project-sql';
import { dealsOutsideTimes, joinSegments, type SegmentName } from './joined-segments';
import { fillLeads } from './leads';
import { convertMoney, moneyWarnings } from './money';
import { fillOrders } from './orders';
import { fillPeople } from './people';
import { contradictoryRates, fillRates } from './rates';
import { ACCOUNTS, fillList, PRODUCTS } from './reference-list';
import { fillSpend } from './spend';
import { fillSubscriptions } from './subscriptions';
import { fillTargets } from './targets';

/** What the files beside opportunities and their history gave. */
export interface FilledKinds {
	/** Segments that deals have by their account and what it has bought, their product, owner or lead, numbered after their own. */
	segments: SegmentName[];
	money: MoneyReport | null;
	warnings: string[];
}

/**
 * Fills the staging tables of every kind beside deals, gives deals what their account, product and owner tell, and
 * converts amounts where there are rates. Takes stg_deals and table set_aside; every row of a file is kept or set aside.
 */
export async function fillKinds(
	engine: Engine,
	files: readonly MappedFile[],
	mapping: Mapping,
	ownSegments: readonly SegmentName[],
	options?: RunOptions,
): Promise<FilledKinds> {
	const accounts = await fillList(engine, files, ACCOUNTS, options);
	const products = await fillList(engine, files, PRODUCTS, options);
	const people = await fillPeople(engine, files, options);
	const leads = await fillLeads(engine, files, options);
	const subscriptions = await fillSubscriptions(engine, files, options);
	const orders = await fillOrders(engine, files, options);
	const lists = { accounts, products, people, leads, subscriptions, orders };
	const segments = await joinSegments(engine, ownSegments, lists, options);
	await fillTargets(engine, files, options);
	await fillSpend(engine, files, options);
	await fillRates(engine, files, mapping, options);
	const money = await convertMoney(engine, options);
	const hasRateFiles = files.some((file) => file.mapping.kind === 'rates');
	const outside = people.length > 0 ? await dealsOutsideTimes(engine, options) : 0;
	const warnings = [
		...(outside > 0
			? [
					`${written(outside)} ${outside === 1 ? 'deal has' : 'deals have'} no team, manager or role: the owner was in no team on the day that the deal closed or, if open, began.`,
				]
			: []),
		...moneyWarnings(money),
		...(hasRateFiles ? await contradictoryRates(engine, options) : []),
	];
	return { segments, money, warnings };
}
