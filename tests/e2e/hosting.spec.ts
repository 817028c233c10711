import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { serve } from '../../src/cli/serve.mjs';
import { expectFunnel, expectNothingLeft, expectOverview, headline, listen } from './pipeline';

test('the built folder works under any sub-path of any host', async ({ page }) => {
	const root = await mkdtemp(join(tmpdir(), 'funnelscope-hosting-'));
	await cp('build', join(root, 'tools', 'sales funnel'), { recursive: true });
	const server = await serve(root, { port: 0 });
	try {
		const heard = listen(page);
		const home = new URL('tools/sales%20funnel/', server.address);
		await page.goto(home.href);
		await page.getByRole('button', { name: 'Open the sample company' }).click();
		await expectOverview(page);
		expect(page.url()).toContain('/tools/sales%20funnel/overview/');
		await expectFunnel(page);
		expect(await headline(page)).toContain('are won so far');
		expect(page.url()).toContain('/tools/sales%20funnel/funnel/');
		// Statistics have a thread of their own there as well, and what it makes of a stage's stays is shown.
		const threads = page.workers().map((worker) => worker.url());
		expect(threads.filter((url) => /statistics-worker/.test(url))).toHaveLength(1);
		expect(threads.every((url) => url.startsWith(home.href))).toBe(true);
		await page.reload();
		await expectFunnel(page);
		expectNothingLeft(heard, home.origin);
		const outside = heard.requests.filter((url) => url.startsWith(home.origin) && !url.startsWith(home.href));
		expect(outside).toEqual([]);
	} finally {
		await server.stop();
		await rm(root, { recursive: true, force: true });
	}
});
