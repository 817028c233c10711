import { capital } from './words';

/** The CRMs whose exports are known for what they are, as people name them, by the key that their layouts begin with. */
const CRMS: Record<string, string> = {
	salesforce: 'Salesforce',
	hubspot: 'HubSpot',
	pipedrive: 'Pipedrive',
	zoho: 'Zoho',
	dynamics365: 'Dynamics 365',
	close: 'Close',
	attio: 'Attio',
	copper: 'Copper',
	freshsales: 'Freshsales',
	monday: 'monday.com',
	odoo: 'Odoo',
	suitecrm_sugarcrm: 'SuiteCRM or SugarCRM',
	espocrm: 'EspoCRM',
	twenty: 'Twenty',
	bitrix24: 'Bitrix24',
};

export const CRM_NAMES: readonly string[] = Object.values(CRMS).flatMap((name) => name.split(' or '));

/** A known layout as people name it: `salesforce.opportunity_report` → `Salesforce opportunity report`; null for none. */
export function layoutName(layout: string): string | null {
	const [crm = '', ...rest] = layout.split('.');
	if (crm === 'unknown' || crm === 'generic' || rest.length === 0) return null;
	const name = CRMS[crm] ?? capital(crm);
	return `${name} ${rest
		.join(' ')
		.replaceAll('_', ' ')
		.replace(/\bcrm\b/g, 'CRM')}`;
}
