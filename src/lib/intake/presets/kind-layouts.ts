import type { ColumnRole } from '../mapping';
import type { KindLayout } from './kind-signs';

/** Headers of each role, preferred first, with bars between them. */
interface Written extends Omit<KindLayout, 'headers'> {
	headers: Partial<Record<ColumnRole, string>>;
}

/** The plain words of each kind, of no CRM in particular. */
const GENERIC: Written[] = [
	{
		id: 'generic.accounts',
		name: 'No CRM in particular',
		kind: 'accounts',
		headers: {
			account:
				'account name | account | company name | company | customer name | customer | client name | client | organization name | organisation name | organization | organisation | name',
			id: 'account id | accountid | customer id | company id | organization id | record id | id',
			created: 'created | created at | created date | create date | createddate | customer since',
			deleted: 'is deleted | isdeleted | deleted',
			modified: 'last modified date | lastmodifieddate | modified | updated at',
		},
	},
	{
		id: 'generic.products',
		name: 'No CRM in particular',
		kind: 'products',
		headers: {
			product: 'product | product name | item | item name | plan | plan name | sku | name',
			id: 'product id | product code | productcode | sku | item id | code | id',
			deleted: 'is deleted | isdeleted | deleted',
		},
	},
	{
		id: 'generic.people',
		name: 'No CRM in particular',
		kind: 'people',
		headers: {
			owner:
				'owner | owner name | deal owner | opportunity owner | sales agent | sales rep | sales representative | rep | rep name | salesperson | seller | account executive | agent | user | user name | full name | employee | employee name | name',
			id: 'owner id | user id | employee id | agent id | rep id | id',
			team: 'team | team name | sales team | owner team | group | squad | department',
			manager: 'manager | manager name | team lead | supervisor | reports to | sales manager',
			job: 'role | job | job title | title | position | user role | role name',
			starts:
				'start date | start | starts | starts on | from | valid from | effective date | since | hire date | hired | joined | team since',
			ends: 'end date | end | ends | ends on | to | until | valid to | valid until | through | thru | last day | left | leave date | termination date',
			ends_before: 'ends before | end date exclusive | end exclusive | end date (exclusive)',
		},
	},
	{
		id: 'generic.subscriptions',
		name: 'No CRM in particular',
		kind: 'subscriptions',
		headers: {
			account:
				'account name | account | company name | company | customer name | customer | client name | client | organization name | organisation name | organization | organisation | account id | accountid | customer id | company id',
			id: 'subscription id | contract id | subscription number | contract number | id',
			product: 'product | product name | item | item name | plan | plan name | sku',
			starts:
				'subscription start | subscription start date | contract start | contract start date | start date | start | starts | starts on | from | valid from | effective date | since | activated | activation date | started | started at | start at | created | created at',
			ends: 'subscription end | subscription end date | contract end | contract end date | end date | end | ends | ends on | to | until | valid to | valid until | through | thru | last day of service | service end date | expiry date | expiration date | expires | ended at | end at | canceled at | cancelled at | cancellation date | canceled on | cancelled on | canceled date | cancelled date | churn date | churned at',
			ends_before: 'ends before | end date exclusive | end exclusive | end date (exclusive)',
			amount:
				'amount per month | monthly amount | mrr | monthly recurring revenue | monthly price | monthly fee | price per month | monthly value | amount per year | annual amount | arr | annual recurring revenue | acv | annual contract value | yearly amount | annual price | amount per quarter | quarterly amount | recurring amount | recurring revenue | amount | price | value | fee',
			billing_period:
				'billing period | billing cycle | billing frequency | billing interval | interval | term | frequency',
			currency: 'currency | currency code | currencyisocode | ccy | currency iso code | iso code',
			deleted: 'is deleted | isdeleted | deleted',
		},
	},
	{
		id: 'generic.orders',
		name: 'No CRM in particular',
		kind: 'orders',
		headers: {
			id: 'order id | order number | order no | invoice id | invoice number | invoice no | transaction id | id',
			account:
				'account name | account | company name | company | customer name | customer | client name | client | organization name | organisation name | organization | organisation | account id | accountid | customer id | company id',
			product: 'product | product name | item | item name | plan | plan name | sku',
			ordered_at:
				'order date | ordered on | ordered at | invoice date | purchase date | transaction date | date | created at | created',
			amount:
				'order amount | order total | order value | invoice amount | total amount | total | amount | sales | revenue | net amount | value',
			currency: 'currency | currency code | currencyisocode | ccy | currency iso code | iso code',
			deleted: 'is deleted | isdeleted | deleted',
		},
	},
	{
		id: 'generic.leads',
		name: 'No CRM in particular',
		kind: 'leads',
		headers: {
			id: 'lead id | leadid | lead number | prospect id | mql id | contact id | record id | id',
			name: 'lead name | full name | name | contact name | email | email address',
			account:
				'company | company name | account | account name | organization | organisation | company / account',
			owner:
				'lead owner | owner | owner name | assigned to | sales rep | rep name | assigned rep | contact owner',
			source:
				'lead source | leadsource | source | channel | marketing channel | marketing source | origin | original source | original traffic source | campaign',
			created:
				'created | created at | created date | create date | created on | created time | date created | lead date | first contact date | createddate | lead created | lead created at | lead created date | lead created on | lead create date | date',
			converted_at:
				'converted date | converted at | converted on | conversion date | converteddate | date converted | became an opportunity date',
			is_converted: 'converted | is converted | isconverted | converted?',
			deal: 'converted opportunity id | convertedopportunityid | opportunity id | deal id | converted deal id | associated deal ids | opportunity | deal',
			deleted: 'is deleted | isdeleted | deleted',
		},
	},
	{
		id: 'generic.targets',
		name: 'No CRM in particular',
		kind: 'targets',
		headers: {
			starts:
				'period start | period start date | month start | quarter start | week start | start date | start | starts | starts on | from | valid from | effective date | since | date | day',
			ends: 'period end | period end date | month end | quarter end | week end | end date | end | ends | ends on | to | until | valid to | valid until | through | thru',
			ends_before: 'ends before | end date exclusive | end exclusive | end date (exclusive)',
			period: 'period | month | quarter | week | period name | year month | yearmonth | year-month',
			period_type: 'period type | period length | granularity | frequency | interval',
			year: 'year | calendar year',
			owner:
				'owner | owner name | deal owner | opportunity owner | sales agent | sales rep | sales representative | rep | rep name | salesperson | seller | account executive | agent | user | user name | full name | employee | employee name | name',
			team: 'team | team name | sales team | owner team | group | squad | department',
			pipeline: 'pipeline | pipeline name',
			source:
				'lead source | leadsource | source | channel | marketing channel | marketing source | origin | original source | original traffic source | campaign',
			product: 'product | product name | item | item name | sku',
			measure: 'measure | metric | kpi | target type | type | goal type',
			target:
				'won amount target | target amount | revenue target | sales target | amount target | quota amount | bookings target | target | quota | goal | budget | plan | value | amount',
			currency: 'currency | currency code | currencyisocode | ccy | currency iso code | iso code',
		},
	},
	{
		id: 'generic.spend',
		name: 'No CRM in particular',
		kind: 'spend',
		headers: {
			source:
				'lead source | leadsource | source | channel | marketing channel | marketing source | origin | original source | original traffic source | platform | ad platform | network | ad network | utm source | campaign | campaign name',
			starts:
				'period start | period start date | month start | quarter start | week start | start date | start | starts | starts on | from | valid from | effective date | since | date | day | spend date | cost date | expense date | reporting starts',
			ends: 'period end | period end date | month end | quarter end | week end | end date | end | ends | ends on | to | until | valid to | valid until | through | thru | reporting ends',
			ends_before: 'ends before | end date exclusive | end exclusive | end date (exclusive)',
			period: 'period | month | quarter | week | period name | year month | yearmonth | year-month',
			period_type: 'period type | period length | granularity | frequency | interval',
			year: 'year | calendar year',
			amount:
				'spend | spent | marketing spend | ad spend | spend amount | amount spent | cost | costs | cost amount | total cost | total spend | total spent | media cost | ad cost | expense | investment | budget | amount',
			currency: 'currency | currency code | currencyisocode | ccy | currency iso code | iso code',
		},
	},
	{
		id: 'generic.rates',
		name: 'No CRM in particular',
		kind: 'rates',
		headers: {
			currency:
				'from currency | source currency | base currency | from | currency | currency code | currencyisocode | ccy | currency iso code | iso code',
			to_currency: 'to currency | target currency | quote currency | counter currency | to',
			starts:
				'date | rate date | day | month | effective from | effective | as of | startdate | start date | start | starts | starts on | from | valid from | effective date | since | period',
			period: 'month | period | quarter | week | year month | yearmonth',
			rate: 'rate | exchange rate | fx rate | conversion rate | value | fx',
		},
	},
];

/** Exports of CRMs whose headers differ from the plain words; what they lack is completed with these. */
const CRMS: Written[] = [
	{
		id: 'salesforce.account_report',
		name: 'Salesforce Sales Cloud',
		kind: 'accounts',
		headers: {
			account: 'Account Name',
			id: 'Account ID | Account ID (18 char)',
			owner: 'Account Owner',
			created: 'Created Date',
			modified: 'Last Modified Date',
		},
	},
	{
		id: 'salesforce.account_object',
		name: 'Salesforce Sales Cloud',
		kind: 'accounts',
		headers: {
			account: 'Name',
			id: 'Id',
			owner: 'OwnerId',
			created: 'CreatedDate',
			deleted: 'IsDeleted',
			modified: 'LastModifiedDate',
		},
	},
	{
		id: 'hubspot.companies_view',
		name: 'HubSpot',
		kind: 'accounts',
		headers: {
			account: 'Company name',
			id: 'Record ID | Company ID',
			owner: 'Company owner',
			created: 'Create Date',
		},
	},
	{
		id: 'pipedrive.organizations_list',
		name: 'Pipedrive',
		kind: 'accounts',
		headers: {
			account: 'Organization - Name',
			id: 'Organization - ID',
			owner: 'Organization - Owner',
			created: 'Organization - Organization created',
		},
	},
	{
		id: 'zoho.accounts_module',
		name: 'Zoho CRM',
		kind: 'accounts',
		headers: {
			account: 'Account Name',
			id: 'Record Id | Account Id',
			owner: 'Account Owner',
			created: 'Created Time',
		},
	},
	{
		id: 'dynamics365.accounts_view',
		name: 'Microsoft Dynamics 365 Sales',
		kind: 'accounts',
		headers: {
			account: 'Account Name',
			id: '(Do Not Modify) Account',
			owner: 'Owner',
			created: 'Created On',
		},
	},
	{
		id: 'salesforce.lead_report',
		name: 'Salesforce Sales Cloud',
		kind: 'leads',
		headers: {
			id: 'Lead ID',
			account: 'Company / Account | Company',
			owner: 'Lead Owner',
			source: 'Lead Source',
			created: 'Create Date | Created Date',
			is_converted: 'Converted',
			converted_at: 'Converted Date',
			deal: 'Opportunity ID | Converted Opportunity ID',
		},
	},
	{
		id: 'salesforce.lead_object',
		name: 'Salesforce Sales Cloud',
		kind: 'leads',
		headers: {
			id: 'Id',
			name: 'Name',
			account: 'Company',
			owner: 'OwnerId',
			source: 'LeadSource',
			created: 'CreatedDate',
			is_converted: 'IsConverted',
			converted_at: 'ConvertedDate',
			deal: 'ConvertedOpportunityId',
			deleted: 'IsDeleted',
		},
	},
	{
		id: 'hubspot.contacts_view',
		name: 'HubSpot',
		kind: 'leads',
		headers: {
			id: 'Record ID | Contact ID',
			name: 'Email',
			account: 'Company Name | Associated Company',
			owner: 'Contact owner',
			source: 'Original Source | Original Traffic Source',
			created: 'Create Date',
			converted_at: 'Became an Opportunity Date',
			deal: 'Associated Deal IDs',
		},
	},
	{
		id: 'zoho.leads_module',
		name: 'Zoho CRM',
		kind: 'leads',
		headers: {
			id: 'Record Id | Lead Id',
			account: 'Company',
			owner: 'Lead Owner',
			source: 'Lead Source',
			created: 'Created Time',
			is_converted: 'Is Converted',
			converted_at: 'Converted Date Time | Converted Time',
			deal: 'Converted Deal.id | Converted Deal',
		},
	},
	{
		id: 'pipedrive.leads_list',
		name: 'Pipedrive',
		kind: 'leads',
		headers: {
			id: 'Lead - ID',
			name: 'Lead - Title',
			account: 'Lead - Organization',
			owner: 'Lead - Owner',
			source: 'Lead - Source origin | Lead - Source channel',
			created: 'Lead - Lead created',
		},
	},
	{
		id: 'salesforce.product_object',
		name: 'Salesforce Sales Cloud',
		kind: 'products',
		headers: {
			id: 'Id',
			product: 'Name',
			deleted: 'IsDeleted',
		},
	},
	{
		id: 'pipedrive.products',
		name: 'Pipedrive',
		kind: 'products',
		headers: {
			id: 'Product - ID',
			product: 'Product - Name',
		},
	},
	{
		id: 'salesforce.user_object',
		name: 'Salesforce Sales Cloud',
		kind: 'people',
		headers: {
			id: 'Id',
			owner: 'Name',
			manager: 'ManagerId',
			job: 'Title',
			team: 'Department | UserRoleId',
		},
	},
	{
		id: 'salesforce.dated_conversion_rate',
		name: 'Salesforce Sales Cloud',
		kind: 'rates',
		headers: {
			currency: 'IsoCode',
			inverse_rate: 'ConversionRate',
			starts: 'StartDate',
		},
	},
];

export const KIND_LAYOUTS: readonly KindLayout[] = [...CRMS, ...GENERIC].map((layout) => ({
	...layout,
	headers: Object.entries(layout.headers).map(([role, names]) => ({
		role: role as ColumnRole,
		names: names.split(' | '),
	})),
}));
