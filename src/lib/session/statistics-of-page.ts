import { Statistics } from './statistics';

/** The thread of statistics of this page: a module worker of its own origin, started when data are open. */
export const statistics = new Statistics(
	() => new Worker(new URL('./statistics-worker.ts', import.meta.url), { type: 'module' }),
	async () => (await import('./statistics-server')).deriveSaid,
);
