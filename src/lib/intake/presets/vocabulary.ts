import type { StageKind } from '../../model/catalog';

/**
 * Words that name an ending, in the languages of the exports we know. Matched as whole words of a folded label
 * (lower case, no diacritics). Order matters: the first kind that matches is taken.
 */
export const KIND_WORDS: readonly { kind: StageKind; pattern: RegExp }[] = [
	{
		kind: 'lost',
		pattern:
			/\b(closed[ -]?lost|closedlost|lost|lose|loss|verloren|perdu|perdue|perdido|perdida|perso|persa|tabt|przegrana|przegrany|tapt|forlorad|forlorat|havitty|disqualified|unqualified|rejected|declined|no decision|cancell?ed|out-sold|outsold|dead|abgelehnt|nicht gewonnen|losed|apology|prohrano|gescheitert|storniert|annule|annulee|cancelado|cancelada|annullato|geannuleerd|no sale|kaybedildi|kaybedilen|kaybedilmis)\b|失注|проигран|провал|неуспешн|не успешн|не реализован|输单|丢单|失单|战败|失去|丢失|流失|未成交|未赢|輸單|丟單|戰敗|失败|失敗|실패|실주|유실|미수주|[미불]성사/,
	},
	{
		kind: 'won',
		pattern:
			/\b(closed[ -]?won|closedwon|won|win|gewonnen|gagne|gagnee|ganado|ganada|ganho|vinto|vinta|wygrana|wygrany|vunnet|vunnen|vundet|voitettu|(?<!nda )signed|closed - won|order received|converted|vyhrano|acquisita|acquisito|chiuso vinto)\b|^(new |active |existing )?customers?$|受注|成約|выигран|успешн|赢单|赢得|^已?成交$|贏單|贏得|(?:수주|성사)(?! ?(?:가능|예상|예정|유력|임박|대기|추진|협의|협상|확률))|kazan[ıi]l(d[ıi]|an)/,
	},
	{
		kind: 'parked',
		pattern:
			/\b(on hold|onhold|parked|paused|deferred|postponed|nurture|nurturing|dormant|abandoned|recycled|zuruckgestellt|en attente)\b/,
	},
	{
		kind: 'after_sale',
		pattern:
			/\b(follow[ -]?up|onboarding|after[ -]?sales?|renewal|renewed|upsell|cross[ -]?sell|implementation|delivered|delivery|invoiced|paid|nachbetreuung)\b/,
	},
];

/**
 * Where a stage usually stands in a sales process, 0 first: the order of classes that every process of the CRMs'
 * defaults agrees with. Used only where neither history nor probabilities speak.
 */
export const STAGE_POSITIONS: readonly { position: number; pattern: RegExp }[] = [
	{
		position: 0,
		pattern:
			/\b(new|incoming|inbound|unassigned|backlog|raw|neu|nuevo|nueva|nouveau|nouvelle|novo|nova|nuovo|nuova|nieuw|suspect|yeni)\b|^新|신규/,
	},
	{
		position: 1,
		pattern:
			/\b(lead|leads|lead in|prospect|prospecting|prospects|target|identified|mql|interessent|prospection|prospeccion|prospeccao|prospezione|prospectie|preparation|aday)\b|线索|線索|潜在|潛在|見込み|리드|잠재/,
	},
	{
		position: 2,
		pattern:
			/\b(contact(ed)?|contact made|outreach|attempted|engag(ed|ing|ement)|connect(ed)?|first call|kontakt(iert)?|in progress|appointment scheduled|appointmentscheduled|ilk gorusme)\b|联系|聯繫|接触|接觸|初步沟通|アポ|연락|접촉/,
	},
	{
		position: 3,
		pattern:
			/\b(qualif(y|ied|ying|ication)|qualified to buy|qualifiedtobuy|screening|screened|sql|sal|qualifiziert|qualifizierung|kwalifikacja|qualificado|qualifie|qualifiee|calificado|calificada|cualificado|calificacion|qualificato|qualificacao|gekwalificeerd|prepayment_invoice|prepayment invoice|nitelendirme|nitelikli)\b|资格|資格|已确认|已確認|자격/,
	},
	{
		position: 4,
		pattern:
			/\b(needs?( analysis| assessment| defined)?|discovery|discover|analysis|assess(ment)?|scoping|develop|meeting|meeting (scheduled|set|held)|bedarf(sanalyse)?|requirements?|analyse des besoins|analisis de necesidades|executing|ihtiyac analizi)\b|需求|ヒアリング|니즈|요구/,
	},
	{
		position: 5,
		pattern:
			/\b(demo( scheduled| done| completed)?|present(ing|ation|ed)?|presentation scheduled|presentationscheduled|trial|evaluation|evaluating|poc|proof of concept|pilot|value proposition|solution|technical (fit|validation|evaluation)|id\. decision makers|identify decision makers|sunum)\b|演示|展示|试用|試用|デモ|데모|시연/,
	},
	{
		position: 6,
		pattern:
			/\b(perception analysis|proposal|propose|proposition|proposal\/price quote|quote|quoted|quotation|offer|angebot|offre|propuesta|proposta|decision maker bought-in|decisionmakerboughtin|price|proposition commerciale|devis|oferta|offerta|offerte|voorstel|final_invoice|final invoice|teklif)\b|方案|提案|报价|報價|見積|제안|견적/,
	},
	{
		position: 7,
		pattern: /\b(objections?|decision|review|verbal|legal|procurement|business case|security review)\b/,
	},
	{
		position: 8,
		pattern:
			/\b(negotiat(ion|ing|e|ions started)|negotiation\/review|verhandlung|negociation|negociacion|negociacao|negoziazione|trattativa|onderhandeling|bargaining|muzakere)\b|pazarl[ıi]k|谈判|談判|商务洽谈|交渉|협상/,
	},
	{
		position: 9,
		pattern:
			/\b(clos(e|ing)|commit(ted|ment)?|contract( sent| signed| out)?|contractsent|agreement|signature|signing|abschluss|po received|pending|sozlesme)\b|合同|合約|签约|簽約|契約|계약/,
	},
];

/** What a status column says, folded: outcome words of Pipedrive, Dynamics, Close, Copper, Zoho and plain files. */
export const STATUS_OUTCOMES: Readonly<Record<string, 'open' | 'won' | 'lost' | 'parked'>> = {
	open: 'open',
	active: 'open',
	'in progress': 'open',
	pending: 'open',
	ongoing: 'open',
	new: 'open',
	offen: 'open',
	aktiv: 'open',
	ouvert: 'open',
	ouverte: 'open',
	abierto: 'open',
	aberto: 'open',
	'em andamento': 'open',
	'en curso': 'open',
	'en cours': 'open',
	otevreno: 'open',
	otwarte: 'open',
	working: 'open',
	进行中: 'open',
	進行中: 'open',
	跟进中: 'open',
	跟進中: 'open',
	진행중: 'open',
	'진행 중': 'open',
	acik: 'open',
	acık: 'open',
	won: 'won',
	'closed won': 'won',
	closedwon: 'won',
	win: 'won',
	gewonnen: 'won',
	gagne: 'won',
	gagnee: 'won',
	ganado: 'won',
	ganho: 'won',
	vendido: 'won',
	vendida: 'won',
	vinto: 'won',
	vyhrano: 'won',
	wygrane: 'won',
	wygrana: 'won',
	success: 'won',
	successful: 'won',
	converted: 'won',
	赢单: 'won',
	已赢单: 'won',
	赢得: 'won',
	成交: 'won',
	已成交: 'won',
	贏單: 'won',
	已贏單: 'won',
	贏得: 'won',
	수주: 'won',
	성사: 'won',
	성공: 'won',
	kazanildi: 'won',
	kazanıldı: 'won',
	lost: 'lost',
	'closed lost': 'lost',
	closedlost: 'lost',
	lose: 'lost',
	loss: 'lost',
	verloren: 'lost',
	perdu: 'lost',
	perdue: 'lost',
	perdido: 'lost',
	perdida: 'lost',
	perso: 'lost',
	prohrano: 'lost',
	przegrane: 'lost',
	przegrana: 'lost',
	canceled: 'lost',
	cancelled: 'lost',
	'out-sold': 'lost',
	failed: 'lost',
	rejected: 'lost',
	disqualified: 'lost',
	输单: 'lost',
	已输单: 'lost',
	丢单: 'lost',
	已丢单: 'lost',
	失败: 'lost',
	未成交: 'lost',
	輸單: 'lost',
	已輸單: 'lost',
	丟單: 'lost',
	失敗: 'lost',
	실패: 'lost',
	실주: 'lost',
	유실: 'lost',
	kaybedildi: 'lost',
	abandoned: 'parked',
	'on hold': 'parked',
	paused: 'parked',
	parked: 'parked',
};

/** Statuses that a lead or a payment has too where it came to a good end. */
const OF_MORE_THAN_SALES: readonly string[] = ['converted', 'success', 'successful', '성공'];

/** Whether a folded status says that a sale was won, and says it of nothing else. */
export const isOfWonSale = (status: string): boolean =>
	STATUS_OUTCOMES[status] === 'won' && !OF_MORE_THAN_SALES.includes(status);

/** What a status column says of a deal that was deleted, folded. */
export const DELETED_WORDS: readonly string[] = [
	'deleted',
	'geloscht',
	'supprime',
	'supprimee',
	'eliminado',
	'eliminada',
	'excluido',
	'excluida',
	'eliminato',
	'eliminata',
	'verwijderd',
	'smazano',
	'usuniete',
	'usunieta',
	'raderad',
	'slettet',
	'poistettu',
	'удалено',
	'удалена',
];

export const TRUE_WORDS: readonly string[] = [
	'true',
	'yes',
	'y',
	'1',
	'1.0',
	't',
	'x',
	'ja',
	'oui',
	'si',
	'sim',
	'wahr',
	'vrai',
	'verdadero',
	'verdadeiro',
	'sí',
	'waar',
	'vero',
	'ano',
	'tak',
	'evet',
	'是',
	'예',
	'はい',
	'on',
	'checked',
	'✓',
	'✔',
	'☑',
	'v',
	'-1',
];
export const FALSE_WORDS: readonly string[] = [
	'false',
	'no',
	'n',
	'0',
	'0.0',
	'f',
	'nein',
	'non',
	'nao',
	'falsch',
	'faux',
	'falso',
	'não',
	'onwaar',
	'nee',
	'ne',
	'nej',
	'nie',
	'hayır',
	'hayir',
	'否',
	'아니요',
	'아니오',
	'いいえ',
	'off',
	'unchecked',
	'☐',
];
