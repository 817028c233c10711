import { describe, expect, test } from 'vitest';
import { traffic, TrafficLog } from '$lib/session/traffic';

const HERE = 'https://here.test';

describe('the record of requests', () => {
	test('tells what is of this origin from what is not', () => {
		const log = new TrafficLog(HERE);
		log.note('https://here.test/app.js', 'script');
		log.note('https://elsewhere.test/pixel.gif?deal=1', 'img');
		log.note('http://here.test/app.js', 'script');
		log.note('https://here.test:8443/app.js', 'script');
		expect(log.requests.map(({ own }) => own)).toEqual([true, false, false, false]);
		expect(log.foreign.map(({ origin }) => origin)).toEqual([
			'https://elsewhere.test',
			'http://here.test',
			'https://here.test:8443',
		]);
	});

	test('is not fooled by an address that begins like ours', () => {
		const log = new TrafficLog(HERE);
		log.note('https://here.test.evil.test/', 'fetch');
		log.note('https://here.test@evil.test/', 'fetch');
		expect(log.foreign).toHaveLength(2);
	});

	test('counts what is held in the page as its own', () => {
		const log = new TrafficLog(HERE);
		log.note('blob:https://here.test/8f1c', 'fetch');
		log.note('data:text/plain,a', 'img');
		expect(log.foreign).toEqual([]);
		expect(log.requests.map(({ origin }) => origin)).toEqual(['blob:', 'data:']);
	});

	test('shows each address once a kind, and a blocked one as blocked', () => {
		const log = new TrafficLog(HERE);
		log.note('https://elsewhere.test/a', 'fetch');
		log.note('https://elsewhere.test/a', 'fetch');
		log.note('https://elsewhere.test/a', 'blocked');
		expect(log.requests.map(({ kind }) => kind)).toEqual(['fetch', 'blocked']);
	});

	test('passes over what a policy reports that is no address', () => {
		const log = new TrafficLog(HERE);
		log.note('inline', 'blocked');
		log.note('', 'blocked');
		expect(log.requests).toEqual([]);
	});

	test('calls its listeners until they leave', () => {
		const log = new TrafficLog(HERE);
		let calls = 0;
		const leave = log.listen(() => calls++);
		log.note('https://here.test/a', 'fetch');
		log.note('https://here.test/a', 'fetch');
		leave();
		log.note('https://here.test/b', 'fetch');
		expect(calls).toBe(1);
	});

	test('is empty where there is no page', () => {
		expect(traffic.requests).toEqual([]);
	});
});
