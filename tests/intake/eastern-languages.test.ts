import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { foldLabel } from '$lib/intake/fold';
import { importMapped, readFiles } from '$lib/intake/import';
import { kindOfWords } from '$lib/intake/process';
import { recognise } from '$lib/intake/recognise';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const LISTS = [
	{
		name: 'simplified Chinese',
		lines: [
			'编号,商机名称,负责人,阶段,金额,创建日期,结束日期,来源,状态',
			'A1,甲公司,王伟,赢单,"1,200.50",2025年1月3日,2025年3月5日,展会,已赢单',
			'A2,乙公司,李娜,输单,800,2025年1月9日,2025年2月1日,网站,已输单',
			'A3,丙公司,李娜,谈判,500,2025年2月11日,2025年6月30日,网站,进行中',
			'A4,丁公司,王伟,线索,300,2025年2月12日,2025年7月31日,展会,进行中',
			'A5,戊公司,王伟,方案,100,2025年2月13日,2025年7月31日,展会,进行中',
		],
		stages: ['线索', '方案', '谈判'],
	},
	{
		name: 'traditional Chinese',
		lines: [
			'商機編號,商機名稱,擁有人,商機階段,金額,建立日期,結束日期,來源',
			'A1,甲公司,王偉,贏單,1200.50,2025-01-03,2025-03-05,展會',
			'A2,乙公司,李娜,輸單,800,2025-01-09,2025-02-01,網站',
			'A3,丙公司,李娜,談判,500,2025-02-11,2025-06-30,網站',
			'A4,丁公司,王偉,線索,300,2025-02-12,2025-07-31,展會',
			'A5,戊公司,王偉,報價,100,2025-02-13,2025-07-31,展會',
		],
		stages: ['線索', '報價', '談判'],
	},
	{
		name: 'Korean',
		lines: [
			'기회 ID,기회 이름,기회 소유자,단계,금액,만든 날짜,마감일,리드 소스',
			'A1,가나,김민준,수주,1200.50,2025년 1월 3일,2025년 3월 5일,웹',
			'A2,다라,이서연,실주,800,2025년 1월 9일,2025년 2월 1일,행사',
			'A3,마바,이서연,협상,500,2025년 2월 11일,2025년 6월 30일,행사',
			'A4,사아,김민준,잠재 고객,300,2025년 2월 12일,2025년 7월 31일,웹',
			'A5,자차,김민준,제안,100,2025년 2월 13일,2025년 7월 31일,웹',
		],
		stages: ['잠재 고객', '제안', '협상'],
	},
	{
		name: 'Turkish',
		lines: [
			'Fırsat ID;Fırsat Adı;Fırsat Sahibi;Aşama;Tutar;Oluşturulma Tarihi;Kapanış Tarihi;Kaynak',
			'A1;Bir;Ayşe;Kazanıldı;1.200,50;3 Ocak 2025;5 Mart 2025;Web',
			'A2;İki;Mehmet;Kaybedildi;800,00;9 Ocak 2025;1 Şubat 2025;Fuar',
			'A3;Üç;Mehmet;Müzakere;500,00;11 Şubat 2025;30 Haziran 2025;Fuar',
			'A4;Dört;Ayşe;Aday;300,00;12 Şubat 2025;31 Temmuz 2025;Web',
			'A5;Beş;Ayşe;Teklif;100,00;13 Şubat 2025;31 Ağustos 2025;Web',
		],
		stages: ['Aday', 'Teklif', 'Müzakere'],
	},
];

describe('a list of opportunities in the languages of the east', () => {
	test.each(LISTS)(
		'$name: columns, dates, amounts, ends and the order of stages',
		async ({ lines, stages }) => {
			const blob = new Blob([`${lines.join('\n')}\n`]);
			const raws = await readFiles(engine, [{ name: 'list.csv', blob }]);
			const { mapping, questions } = await recognise(engine, raws);
			expect(questions).toEqual([]);
			expect(mapping.files[0]?.columns.map(({ role }) => role)).not.toContain('segment');
			const open = mapping.process.stages.filter(({ kind }) => kind === 'open');
			expect(open.map(({ label }) => label)).toEqual(stages);
			await importMapped(engine, raws, mapping);
			const { rows } = await engine.query(
				`select deal_id, outcome, cast(amount as double) as amount, cast(created_at as date)::varchar as created,
				cast(closed_at as date)::varchar as closed from stg_deals order by deal_id limit 3`,
			);
			expect(rows).toEqual([
				{ deal_id: 'A1', outcome: 'won', amount: 1200.5, created: '2025-01-03', closed: '2025-03-05' },
				{ deal_id: 'A2', outcome: 'lost', amount: 800, created: '2025-01-09', closed: '2025-02-01' },
				{ deal_id: 'A3', outcome: 'open', amount: 500, created: '2025-02-11', closed: null },
			]);
		},
	);

	test('words of an end are known, and what only holds them is none', () => {
		const kinds = ['贏單', '已结束并赢得', '丢单', '未成交', '预计成交', '수주', '실패', 'Kazanıldı'];
		expect(kinds.map((label) => kindOfWords(label))).toEqual([
			...['won', 'won', 'lost', 'lost', null, 'won', 'lost', 'won'],
		]);
		expect(['미수주', '불성사', '交易失败', '성사됨', '수주 예정', '성사 가능'].map(kindOfWords)).toEqual([
			...['lost', 'lost', 'lost', 'won', null, null],
		]);
		expect(foldLabel('협상 단계')).toBe('협상 단계');
	});
});
