import type { Problem } from '../base/problem';
import type { Progress } from '../intake/import';
import type { IntakeReport, Mapping, Question } from '../intake/mapping';
import type { Source } from './source';
import type { StorageUse } from './storage';

export type Phase = 'empty' | 'reading' | 'review' | 'building' | 'ready' | 'failed';

export class Workspace {
	phase = $state<Phase>('empty');
	progress = $state.raw<Progress | null>(null);
	/** Why the phase is `failed`, or why the last step did not happen. */
	problem = $state.raw<Problem | null>(null);
	notices = $state.raw<Problem[]>([]);
	source = $state.raw<Source | null>(null);
	files = $state.raw<{ name: string; bytes: number }[]>([]);
	mapping = $state.raw<Mapping | null>(null);
	questions = $state.raw<Question[]>([]);
	report = $state.raw<IntakeReport | null>(null);
	name = $state('');
	isSample = $state(false);
	/** What this browser keeps of it. */
	stored = $state.raw<StorageUse>({ kind: 'memory', bytes: 0 });

	async open(_files: File[], _options: { replace?: boolean } = {}): Promise<void> {}
	async openText(_text: string, _name: string): Promise<void> {}
	async openSample(): Promise<void> {}
	async review(): Promise<void> {}
	async accept(_mapping: Mapping): Promise<void> {}
	async stop(): Promise<void> {}
	async purge(): Promise<void> {}
	async restore(): Promise<void> {}
	dismiss(_notice: Problem): void {}
}

export const workspace = new Workspace();
