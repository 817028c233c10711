import { EngineError, quoteName, type Engine } from '../engine/engine';

/** Drops a table, unless the engine is gone and the table with it. */
export async function dropTable(engine: Engine, table: string): Promise<void> {
	try {
		await engine.execute(`drop table if exists ${quoteName(table)}`);
	} catch (error) {
		if (!(error instanceof EngineError && ['died', 'closed'].includes(error.code))) throw error;
	}
}
