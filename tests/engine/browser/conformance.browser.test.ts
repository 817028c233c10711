import { conformance } from '../conformance';
import { describe } from 'vitest';
import { openBrowserEngine } from '$lib/engine/browser';

describe('the browser engine', () => conformance(openBrowserEngine, (content) => new Blob([content])));
