import { dayNumber } from './calendar';
import type { DealType, Segment, Team } from './process';
import type { Random, Streams } from './random';

/** Brightwater Automation of Columbus, Ohio: software, sensors and service for plants and warehouses. */
export const COMPANY = 'Brightwater Automation, Inc.';

export interface Owner {
	name: string;
	team: Team;
	role: string;
	manager: string;
	/** Days of joining and leaving; null is still there. Everyone without a join day was there at the start. */
	from: number | null;
	until: number | null;
	/** Log odds that the owner adds to every stage. */
	skill: number;
	/** How much of the team's work the owner takes. */
	load: number;
}

const person = (
	name: string,
	team: Team,
	skill: number,
	load = 1,
	from: number | null = null,
	until: number | null = null,
): Omit<Owner, 'role' | 'manager'> => ({ name, team, skill, load, from, until });

const MANAGERS: Record<Team, string> = {
	North: 'Ingrid Halvorsen',
	South: 'Marcus Delacroix',
	East: 'Priya Raman',
	West: 'Tom Okafor',
};

export const OWNERS: readonly Owner[] = [
	person('Anna Lindqvist', 'North', 0.12, 1.2),
	person('Ben Kowalczyk', 'North', -0.02),
	person('Claire Fontaine', 'North', 0.05),
	person('Derek Osei', 'North', -0.1, 0.9),
	person('Ewan McBride', 'North', 0, 1, null, dayNumber(2025, 5, 30)),
	person('Fatima Noor', 'North', 0.04, 1, dayNumber(2025, 6, 16)),
	person('Grace Tan', 'North', 0.08, 0.9),
	person('Hector Salinas', 'South', 0.06, 1.1),
	person('Isabel Duarte', 'South', 0),
	person('Jamal Whitaker', 'South', -0.06),
	person('Kara Boudreaux', 'South', 0.1),
	person('Luis Arceneaux', 'South', -0.04, 0.9),
	person('Mei-Ling Zhou', 'South', 0.02, 1, dayNumber(2024, 9, 3)),
	person('Nadia Petrova', 'East', 0.14, 1.2),
	person("Owen O'Rourke", 'East', -0.03),
	person('Paula Stein', 'East', 0.02),
	person('Quentin Ashford', 'East', -0.12, 0.8, null, dayNumber(2024, 11, 29)),
	person('Rosa Marchetti', 'East', 0.05),
	person('Samir Haddad', 'East', 0, 1, dayNumber(2025, 1, 6)),
	person('Tessa Vandermeer', 'East', -0.05),
	person('Umar Sheikh', 'West', 0.03),
	person('Vera Nakamura', 'West', 0.11, 1.1),
	person('Will Harding', 'West', -0.08, 0.9),
	person('Ximena Ríos', 'West', 0.06),
	person('Yusuf Demir', 'West', 0, 1, dayNumber(2024, 4, 1)),
	person('Zoe Carmichael', 'West', -0.02),
].map((owner, index) => ({
	...owner,
	role: index % 3 === 0 ? 'Senior Account Executive' : 'Account Executive',
	manager: MANAGERS[owner.team],
}));

/** Whose deals are the filtered scope of `truths.json`. */
export const SCOPE_OWNER = 'Nadia Petrova';

const byTeam = new Map<Team, Owner[]>();
for (const owner of OWNERS) byTeam.set(owner.team, [...(byTeam.get(owner.team) ?? []), owner]);

/** Owners of a team who work on that day, by name with their load. */
export function ownersOn(team: Team, day: number): Owner[] {
	const owners = byTeam.get(team) ?? [];
	return owners.filter(
		({ from, until }) => (from === null || from <= day) && (until === null || day < until),
	);
}

export function pickOwner(owners: readonly Owner[], random: Random): Owner {
	let rest = random.unit() * owners.reduce((sum, owner) => sum + owner.load, 0);
	for (const owner of owners) {
		rest -= owner.load;
		if (rest < 0) return owner;
	}
	return random.pick(owners);
}

interface Place {
	region: string;
	country: string;
	team: Team;
	weight: number;
	cities: readonly string[];
}

const PLACES: readonly Place[] = [
	{
		region: 'Great Lakes',
		country: 'United States',
		team: 'North',
		weight: 18,
		cities: ['Columbus', 'Toledo', 'Grand Rapids', 'Milwaukee', 'Fort Wayne', 'Duluth'],
	},
	{
		region: 'Central Canada',
		country: 'Canada',
		team: 'North',
		weight: 8,
		cities: ['Hamilton', 'Windsor', 'Québec', 'Trois-Rivières', 'Winnipeg'],
	},
	{
		region: 'Southeast',
		country: 'United States',
		team: 'South',
		weight: 12,
		cities: ['Chattanooga', 'Mobile', 'Greenville', 'Savannah', 'Huntsville'],
	},
	{
		region: 'Texas and Gulf',
		country: 'United States',
		team: 'South',
		weight: 9,
		cities: ['Houston', 'Beaumont', 'Lubbock', 'Baton Rouge', 'Tulsa'],
	},
	{
		region: 'Northern Mexico',
		country: 'Mexico',
		team: 'South',
		weight: 5,
		cities: ['Monterrey', 'Saltillo', 'Querétaro', 'Chihuahua'],
	},
	{
		region: 'Northeast',
		country: 'United States',
		team: 'East',
		weight: 14,
		cities: ['Worcester', 'Albany', 'Syracuse', 'Hartford', 'Lowell'],
	},
	{
		region: 'Mid-Atlantic',
		country: 'United States',
		team: 'East',
		weight: 11,
		cities: ['Allentown', 'Reading', 'Newark', 'Wilmington', 'Roanoke'],
	},
	{
		region: 'Pacific',
		country: 'United States',
		team: 'West',
		weight: 14,
		cities: ['Fresno', 'Tacoma', 'Stockton', 'Salem', 'Oakland'],
	},
	{
		region: 'Mountain',
		country: 'United States',
		team: 'West',
		weight: 9,
		cities: ['Boise', 'Ogden', 'Pueblo', 'Reno', 'Spokane'],
	},
];

const TRADES: Record<string, readonly string[]> = {
	'Food and beverage': ['Foods', 'Bakeries', 'Dairy', 'Bottling', 'Mills'],
	Packaging: ['Packaging', 'Paper', 'Containers', 'Labels'],
	'Metal and machinery': ['Castings', 'Machine Works', 'Steel', 'Tool & Die', 'Fabrication'],
	Automotive: ['Auto Parts', 'Axle', 'Motors', 'Coatings'],
	Chemicals: ['Chemical', 'Polymers', 'Resins', 'Adhesives'],
	'Logistics and warehousing': ['Logistics', 'Freight', 'Cold Storage', 'Distribution'],
	'Medical devices': ['Medical', 'Instruments', 'Diagnostics'],
	Electronics: ['Electronics', 'Circuits', 'Controls', 'Optics'],
};
const TRADE_NAMES = Object.entries(TRADES).flatMap(([industry, names]) =>
	names.map((name) => ({ industry, name })),
);

const ROOTS = (
	'Abbott Hill,Alder,Amity,Anchor Bay,Arrowhead,Ashby,Atlas Ridge,Aurora,Bancroft,Bayfield,Beacon,Bell River,' +
	'Birchwood,Blackstone,Blue Heron,Bradley,Bridgeport,Bristol,Brookside,Calder,Canyon,Cardinal,Carver,Cedar Point,' +
	'Chesterfield,Clearwater,Cobalt,Colby,Copper Creek,Crescent,Crown Point,Dalton,Deerfield,Delmar,Dunmore,Eastgate,' +
	'Echo Lake,Elkhorn,Emerson,Evergreen,Fairmont,Falcon,Farley,Fieldstone,Foxboro,Franklin,Frontier,Garrison,Gateway,' +
	'Glenwood,Granite,Greenfield,Halstead,Hampton,Harbor,Hartwell,Hawthorne,Hickory,Highland,Hollis,Horizon,Hudson,' +
	'Iron Range,Ivy Lane,Jasper,Juniper,Kendall,Keystone,Kingsley,Lakeshore,Lancaster,Laurel,Ledger,Liberty,Linden,' +
	'Lockwood,Lone Pine,Madison,Maple Grove,Marlowe,Meridian,Midland,Millbrook,Monarch,Montrose,Muñoz,Norwood,Oakdale,' +
	'Old Mill,Orchard,Osprey,Oxbow,Palisade,Parkside,Pelican,Pine Bluff,Pioneer,Prairie,Prescott,Quarry,Quincy,Radford,' +
	'Redwood,Ridgeway,Riverbend,Rockford,Sable,Saginaw,Schäfer,Sentinel,Shelby,Silver Lake,Stanton,Sterling,Stonebridge,' +
	'Summit,Sycamore,Tamarack,Thornton,Timber,Trillium,Union,Valley Forge,Vanguard,Walden,Westbrook,Whitaker,Willow,' +
	'Windham,Winslow,Woodland,Yarrow,York,Zephyr'
).split(',');

/** Odd and with no factor in common with the number of names, so that each index takes a name of its own. */
const NAME_STEP = 2477;
const NAMES = ROOTS.length * TRADE_NAMES.length;
const FORMS: Record<string, number> = { '': 60, ' Co.': 10, ', Inc.': 12, ' LLC': 8, ' Group': 10 };

const SIZE_BANDS: Record<Segment, Record<string, number>> = {
	SMB: { 'under 50': 3, '50 to 199': 5 },
	'Mid-market': { '200 to 999': 1 },
	Enterprise: { '1,000 to 4,999': 4, '5,000 and more': 1 },
};

export interface Account {
	index: number;
	name: string;
	industry: string;
	region: string;
	country: string;
	city: string;
	segment: Segment;
	sizeBand: string;
	team: Team;
}

/** Account number `index` of the market: always the same, so none need be kept. */
export function accountAt(index: number, streams: Streams): Account {
	const random = streams.of('account', index);
	const segment = random.weighted<Segment>({ SMB: 46, 'Mid-market': 36, Enterprise: 18 });
	const sizeBand = random.weighted(SIZE_BANDS[segment]);
	const place =
		PLACES[Number(random.weighted(Object.fromEntries(PLACES.map(({ weight }, at) => [at, weight]))))];
	const turn = Math.floor(index / NAMES);
	const slot = (index * NAME_STEP) % NAMES;
	const root = ROOTS[slot % ROOTS.length];
	const trade = TRADE_NAMES[Math.floor(slot / ROOTS.length)];
	if (!place || !root || !trade) throw new RangeError(`There is no account ${index}.`);
	const city = random.pick(place.cities);
	const form = random.weighted(FORMS);
	const branch = turn === 0 ? '' : ` ${city} ${turn + 1}`;
	return {
		index,
		name: `${root} ${trade.name}${branch}${form}`,
		industry: trade.industry,
		region: place.region,
		country: place.country,
		city,
		segment,
		sizeBand,
		team: place.team,
	};
}

export interface Product {
	name: string;
	/** Sold by the month, so that a sale begins a subscription. */
	isSubscription: boolean;
}

const PRODUCTS: Record<string, Product> = {
	monitor: { name: 'Line Monitor', isSubscription: true },
	planner: { name: 'Maintenance Planner', isSubscription: true },
	quality: { name: 'Quality Tracker', isSubscription: true },
	suite: { name: 'Plant Suite', isSubscription: true },
	sensors: { name: 'Sensor Kit', isSubscription: false },
	service: { name: 'Field Service', isSubscription: false },
};

const PRODUCT_WEIGHTS: Record<Segment, Record<string, number>> = {
	SMB: { monitor: 34, planner: 20, quality: 12, suite: 2, sensors: 24, service: 8 },
	'Mid-market': { monitor: 26, planner: 22, quality: 18, suite: 12, sensors: 14, service: 8 },
	Enterprise: { monitor: 12, planner: 16, quality: 16, suite: 42, sensors: 6, service: 8 },
};

export function pickProduct(segment: Segment, random: Random): Product {
	const product = PRODUCTS[random.weighted(PRODUCT_WEIGHTS[segment])];
	if (!product) throw new RangeError(`There is no product for ${segment}.`);
	return product;
}

const AMOUNT: Record<Segment, { median: number; sigma: number; step: number }> = {
	SMB: { median: 7_200, sigma: 0.55, step: 50 },
	'Mid-market': { median: 24_000, sigma: 0.55, step: 250 },
	Enterprise: { median: 84_000, sigma: 0.6, step: 1000 },
};
const TYPE_SIZE: Record<DealType, number> = { 'New Business': 1, Expansion: 0.45, Renewal: 1 };

/** What a deal is worth in cents: log-normal by segment, most of them round. */
export function drawAmount(segment: Segment, type: DealType, random: Random): number {
	const { median, sigma, step } = AMOUNT[segment];
	return roundedAmount(random.logNormal(median * TYPE_SIZE[type], sigma), step, random);
}

/** An amount as quotes have it: in steps, or now and then to the cent. Whole cents, at least one step. */
export function roundedAmount(dollars: number, step: number, random: Random): number {
	if (random.chance(0.15)) return Math.max(step * 100, Math.round(dollars * 100));
	return Math.max(step, Math.round(dollars / step) * step) * 100;
}

export const amountStep = (segment: Segment): number => AMOUNT[segment].step;
