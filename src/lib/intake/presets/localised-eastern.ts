import type { ColumnRole } from '../mapping';

/**
 * Headers in Chinese (simplified and traditional), Korean and Turkish, by role: words of Salesforce, HubSpot, Zoho and
 * Dynamics beside plain ones. General knowledge, not confirmed by the vendors.
 */
const WRITTEN: Partial<Record<ColumnRole, string>> = {
	id: '编号 | 商机编号 | 商机 ID | 记录 ID | 交易编号 | 編號 | 商機編號 | 商機 ID | 記錄 ID | 交易編號 | 기회 ID | 거래 ID | 레코드 ID | 번호 | Fırsat ID | Fırsat Kimliği | Anlaşma ID | Kayıt ID | Kayıt Kimliği',
	name: '商机名称 | 业务机会名称 | 交易名称 | 商机主题 | 商機名稱 | 業務機會名稱 | 交易名稱 | 商機主題 | 기회 이름 | 기회명 | 거래 이름 | 거래명 | 영업 기회명 | 딜 이름 | Fırsat Adı | Anlaşma Adı | Fırsat İsmi',
	stage:
		'阶段 | 商机阶段 | 销售阶段 | 交易阶段 | 階段 | 商機階段 | 銷售階段 | 交易階段 | 단계 | 영업 단계 | 거래 단계 | 기회 단계 | Aşama | Anlaşma Aşaması | Fırsat Aşaması | Satış Aşaması',
	status: '状态 | 商机状态 | 狀態 | 商機狀態 | 상태 | Durum',
	amount:
		'金额 | 商机金额 | 交易金额 | 预计金额 | 預計金額 | 交易金額 | 商機金額 | 금액 | 예상 매출 | 거래 금액 | Tutar | Miktar | Anlaşma Tutarı | Fırsat Tutarı',
	currency: '币种 | 货币 | 幣別 | 幣種 | 貨幣 | 통화 | Para Birimi',
	created:
		'创建日期 | 创建时间 | 建立时间 | 建立日期 | 建立時間 | 創建日期 | 創建時間 | 만든 날짜 | 생성일 | 생성 날짜 | 작성일 | 등록일 | Oluşturma Tarihi | Oluşturulma Tarihi | Oluşturulduğu Tarih',
	modified:
		'修改日期 | 修改时间 | 上次修改日期 | 最后修改日期 | 修改時間 | 上次修改時間 | 最後修改日期 | 수정일 | 마지막 수정 날짜 | 최종 수정일 | Son Değiştirme Tarihi | Değiştirilme Tarihi | Güncelleme Tarihi',
	closed:
		'结束日期 | 关闭日期 | 成交日期 | 結束日期 | 關閉日期 | 結案日期 | 종료 날짜 | 종료일 | 마감일 | 마감 날짜 | Kapanış Tarihi | Kapatma Tarihi',
	expected_close:
		'预计结束日期 | 预计成交日期 | 预计关闭日期 | 預計結束日期 | 預計成交日期 | 預計關閉日期 | 예상 마감일 | 예상 종료일 | Tahmini Kapanış Tarihi | Beklenen Kapanış Tarihi',
	owner:
		'负责人 | 所有人 | 业务机会所有人 | 商机所有人 | 商机负责人 | 交易负责人 | 销售负责人 | 負責人 | 擁有人 | 商機擁有人 | 商機負責人 | 交易負責人 | 담당자 | 소유자 | 기회 소유자 | 거래 담당자 | 거래 소유자 | Sahibi | Fırsat Sahibi | Anlaşma Sahibi | Sorumlu | Temsilci',
	account:
		'客户 | 客户名称 | 公司 | 公司名称 | 帐户名称 | 客戶 | 客戶名稱 | 公司名稱 | 帳戶名稱 | 고객 | 고객사 | 회사 | 회사명 | 계정 이름 | 거래처 | Müşteri | Firma | Şirket | Şirket Adı | Hesap Adı',
	source:
		'来源 | 线索来源 | 潜在客户来源 | 客户来源 | 來源 | 線索來源 | 潛在客戶來源 | 客戶來源 | 소스 | 리드 소스 | 리드 출처 | 유입 경로 | Kaynak | Aday Kaynağı | Müşteri Adayı Kaynağı',
	pipeline: '管道 | 销售管道 | 销售流程 | 銷售管道 | 銷售流程 | 파이프라인 | 영업 파이프라인 | Satış Hattı',
	probability:
		'可能性 | 可能性 (%) | 赢率 | 成交概率 | 贏率 | 成交機率 | 機率 | 확률 | 확률(%) | 가능성 | 성공 확률 | Olasılık | Olasılık (%) | İhtimal',
	lost_reason:
		'输单原因 | 丢单原因 | 失败原因 | 輸單原因 | 失敗原因 | 실패 사유 | 실주 사유 | 유실 이유 | Kayıp Nedeni | Kaybetme Nedeni',
	is_won: '赢得 | 已赢得 | 贏得 | 성사됨 | Kazanıldı',
	is_closed: '已关闭 | 已结束 | 已關閉 | 已結束 | 종료됨 | Kapatıldı',
};

/** Headers in Chinese, Korean and Turkish, for a list of opportunities of no CRM in particular. */
export const easternHeaders = (): { role: ColumnRole; names: string[] }[] =>
	Object.entries(WRITTEN).map(([role, names]) => ({
		role: role as ColumnRole,
		names: names.split('|').map((name) => name.trim()),
	}));
