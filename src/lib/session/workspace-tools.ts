import type { Day } from '../base/day';
import type { Problem } from '../base/problem';
import type { Engine } from '../engine/engine';
import type { importMapped, readFiles } from '../intake/import';
import type { IntakeReport, Mapping, Question } from '../intake/mapping';
import type { findParting } from '../intake/parting';
import type { RawTable } from '../intake/read/raw-file';
import type { recognise } from '../intake/recognise';
import type { peekHeaders } from '../intake/peek';
import type { asRecognised, isKnownLayout, Memory, recall, remember } from '../intake/remember';
import type { allSetAside } from '../intake/set-aside';
import type { zoneEffects } from '../intake/zone-effect';
import type { BuildOptions } from '../model/build';
import type { Catalog } from '../model/catalog';
import type { BuiltSource } from './built';
import type { Source } from './source';
import type { Kept, KeptBuilt, Settings, Store } from './storage';

export type Phase = 'empty' | 'reading' | 'review' | 'building' | 'ready' | 'failed';

export interface Intake {
	readFiles: typeof readFiles;
	recognise: typeof recognise;
	importMapped: typeof importMapped;
	remember: typeof remember;
	recall: typeof recall;
	asRecognised: typeof asRecognised;
	peekHeaders: typeof peekHeaders;
	isKnownLayout: typeof isKnownLayout;
	allSetAside: typeof allSetAside;
	zoneEffects: typeof zoneEffects;
	findParting: typeof findParting;
}

/** Workspaces as single files. */
export interface WorkspaceFiles {
	isWorkspaceFile(file: File): Promise<boolean>;
	write(kept: Kept, signal?: AbortSignal): Promise<File>;
	read(file: File, signal?: AbortSignal): Promise<Kept>;
}

/** What a workspace works with; the page's own are in `workspace.svelte.ts`. */
export interface WorkspaceTools {
	openEngine(options: {
		onDeath: () => void;
		onProgress: (loaded: number, total: number) => void;
	}): Promise<Engine>;
	/** Lets an engine that nobody wants yet do once what it will be wanted for; `signal` leaves it off. */
	rehearse(engine: Engine, signal: AbortSignal): Promise<void>;
	intake(): Promise<Intake>;
	openSource(engine: Engine, asOf: Day | null, options?: BuildOptions): Promise<Source & BuiltSource>;
	/** A source of what was built before, and the report and the tables of that import. Rejects with EngineError. */
	openBuilt(
		engine: Engine,
		built: KeptBuilt,
		asOf: Day | null,
	): Promise<{ source: Source & BuiltSource; report: IntakeReport; tables: readonly RawTable[] }>;
	store: Store;
	workspaceFiles(): Promise<WorkspaceFiles>;
	sample(signal: AbortSignal): Promise<File[]>;
	address: {
		wantsSample(): boolean;
		asOf(): Day | null;
		tellSample(isSample: boolean): void;
		/** Takes all out of the address that tells of the data. */
		forget(): void;
		checkAgainst(catalog: Catalog | null): void;
	};
}

/** What the page shows of a workspace, so that a step can be gone back from. */
export interface Memento {
	phase: Phase;
	problem: Problem | null;
	source: Source | null;
	files: readonly { name: string; bytes: number }[];
	mapping: Mapping | null;
	questions: readonly Question[];
	doubts: readonly string[];
	report: IntakeReport | null;
	id: string | null;
	name: string;
	isNamed: boolean;
	isSample: boolean;
	memory: Memory | null;
	settings: Settings;
}

export const EMPTY: Memento = {
	phase: 'empty',
	problem: null,
	source: null,
	files: [],
	mapping: null,
	questions: [],
	doubts: [],
	report: null,
	id: null,
	name: '',
	isNamed: false,
	isSample: false,
	memory: null,
	settings: {},
};
