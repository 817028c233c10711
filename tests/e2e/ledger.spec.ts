import { expect } from '@playwright/test';
import { drop, test } from './pipeline';

const HEAD = 'opportunity_id,owner,deal_stage,created,close_date,amount\n';

/** The same three deals a week apart: B moves on and grows, C is new, and D is no longer there. */
const EXPORTS = {
	'opportunities-2024-03-04.csv': `${HEAD}A,Ann,Lead,2024-02-01,2024-05-01,100\nB,Ben,Lead,2024-02-10,2024-04-01,200\nD,Ben,Lead,2024-02-11,2024-04-01,50\n`,
	'opportunities-2024-03-11.csv': `${HEAD}A,Ann,Lead,2024-02-01,2024-05-01,100\nB,Ben,Proposal,2024-02-10,2024-04-01,250\nC,Ann,Lead,2024-03-08,2024-06-01,300\n`,
};

test('two weekly exports become a history, told in Data', async ({ page }) => {
	await page.goto('./');
	await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
	await drop(page, EXPORTS);
	const accept = page.getByRole('button', { name: 'Build', exact: true });
	const data = page.getByRole('link', { name: /^Data/ });
	await expect(accept.or(data)).toBeVisible();
	if (await accept.isVisible()) await accept.click();
	await data.click();
	const ledger = page.getByRole('region', { name: 'Exports by day' });
	// Deals, appeared, vanished, stage, amount, expected close, owner.
	await expect(ledger.getByRole('row').nth(1)).toContainText(/4 Mar 2024\s*3\s*–/);
	await expect(ledger.getByRole('row').nth(2)).toContainText(/11 Mar 2024\s*3\s*1\s*1\s*1\s*1\s*0\s*0/);
	await expect(page.getByRole('heading', { name: 'Schema' })).toBeVisible();
});
