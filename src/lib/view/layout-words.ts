/** CRMs whose name is not their key with a capital. */
const NAMES: Record<string, string> = {
	hubspot: 'HubSpot',
	dynamics365: 'Dynamics 365',
	monday: 'monday.com',
	suitecrm_sugarcrm: 'SuiteCRM or SugarCRM',
	espocrm: 'EspoCRM',
};

/** A known layout as people name it: `salesforce.opportunity_report` → `Salesforce opportunity report`; null for none. */
export function layoutName(layout: string): string | null {
	const [crm = '', ...rest] = layout.split('.');
	if (crm === 'unknown' || crm === 'generic' || rest.length === 0) return null;
	const name = NAMES[crm] ?? crm.charAt(0).toUpperCase() + crm.slice(1);
	return `${name} ${rest
		.join(' ')
		.replaceAll('_', ' ')
		.replace(/\bcrm\b/g, 'CRM')}`;
}
