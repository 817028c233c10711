import { expect, test } from 'vitest';
import formats from '$lib/intake/presets/crm-formats.json';
import { CRM_NAMES, layoutName } from '$lib/view/layout-words';

test('a layout is named as people name it, and what is no CRM’s has no name', () => {
	expect(layoutName('salesforce.opportunity_report')).toBe('Salesforce opportunity report');
	expect(layoutName('dynamics365.accounts_view')).toBe('Dynamics 365 accounts view');
	expect(layoutName('odoo.crm_lead')).toBe('Odoo CRM lead');
	expect(layoutName('generic.deals')).toBeNull();
	expect(layoutName('unknown')).toBeNull();
});

test('every CRM whose exports are known is named', () => {
	const told = CRM_NAMES.map((name) => name.toLowerCase().replace(/\W|com$/g, ''));
	const known = Object.keys(formats.crms).flatMap((key) => key.split('_'));
	expect(told.toSorted()).toEqual(known.toSorted());
});
