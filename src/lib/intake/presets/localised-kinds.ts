import { foldHeader } from '../fold';

/**
 * Headers of files beside opportunities in German, French, Spanish, Portuguese, Italian, Dutch and Polish, by the plain
 * English word that they stand for: what a file holds is told from that word, in whatever language it is written.
 */
const WRITTEN: Readonly<Record<string, string>> = {
	'lead id':
		'Lead-ID | ID du prospect | ID de la piste | ID del candidato | ID del prospecto | ID do lead | ID lead | Lead-id',
	'lead owner':
		'Lead-Inhaber | Propriétaire de la piste | Propietario del candidato | Proprietário do lead | Titolare lead | Leadeigenaar',
	'lead source':
		'Leadquelle | Lead-Quelle | Origine de la piste | Source du prospect | Origen del candidato | Origen del prospecto | Origem do lead | Fonte del lead | Origine lead | Leadbron | Bron van lead | Źródło leada',
	'lead status':
		'Lead-Status | Leadstatus | Statut de la piste | Estado del candidato | Status do lead | Stato lead',
	company: 'Firma | Unternehmen | Entreprise | Société | Empresa | Azienda | Bedrijf',
	account:
		'Accountname | Kontoname | Nom du compte | Compte | Nombre de la cuenta | Cuenta | Nome da conta | Conta | Nome account | Konto',
	customer: 'Kunde | Client | Cliente | Klant | Klient',
	'customer id':
		'Kunden-ID | Kundennummer | ID client | ID del cliente | ID do cliente | ID cliente | Klantnummer | Klant-ID',
	industry: 'Branche | Secteur | Secteur d’activité | Sector | Industria | Setor | Settore | Branża',
	country: 'Land | Pays | País | Paese | Kraj',
	region: 'Région | Región | Região | Regione | Regio',
	product: 'Produkt | Produit | Producto | Produto | Prodotto',
	'product id':
		'Produkt-ID | Produktnummer | ID produit | ID del producto | ID do produto | ID prodotto | Product-ID',
	price: 'Preis | Listenpreis | Prix | Precio | Preço | Prezzo | Prijs | Cena',
	created:
		'Erstellt am | Erstellt | Erstelldatum | Erstellungsdatum | Date de création | Créé le | Fecha de creación | Creado el | Data de criação | Criado em | Data di creazione | Data creazione | Creato il | Aanmaakdatum | Gemaakt op | Data utworzenia | Utworzono',
	converted:
		'Konvertiert | Umgewandelt | Converti | Convertie | Convertido | Convertida | Convertito | Geconverteerd',
	'converted date':
		'Konvertiert am | Konvertierungsdatum | Date de conversion | Converti le | Fecha de conversión | Data de conversão | Data di conversione | Conversiedatum',
	'opportunity id':
		'Opportunity-ID | Deal-ID | Verkaufschance-ID | ID de l’opportunité | ID opportunité | ID de la oportunidad | ID de oportunidad | ID da oportunidade | ID opportunità',
	month: 'Monat | Mois | Mes | Mês | Mese | Maand | Miesiąc',
	quarter: 'Quartal | Trimestre | Kwartaal | Kwartał',
	year: 'Jahr | Année | Año | Ano | Anno | Jaar | Rok',
	period: 'Zeitraum | Periode | Période | Periodo | Período | Okres',
	target:
		'Ziel | Zielwert | Umsatzziel | Zielumsatz | Vorgabe | Objectif | Objetivo | Meta | Cuota | Obiettivo | Doel | Doelstelling | Cel',
	cost: 'Kosten | Ausgaben | Werbekosten | Marketingkosten | Coût | Coûts | Dépenses | Coste | Costes | Costo | Costos | Gasto | Gastos | Custo | Custos | Gastos de marketing | Costi | Spesa | Spese | Uitgaven | Koszt | Koszty | Wydatki',
	source:
		'Quelle | Herkunft | Kanal | Canal | Canale | Kanaal | Fuente | Origen | Origem | Fonte | Origine | Bron | Źródło',
	campaign: 'Kampagne | Campagne | Campaña | Campanha | Campagna | Kampania',
	owner:
		'Inhaber | Besitzer | Zuständig | Verantwortlicher | Verkäufer | Propriétaire | Vendeur | Commercial | Propietario | Vendedor | Proprietário | Proprietario | Titolare | Venditore | Eigenaar | Verkoper | Właściciel | Handlowiec',
	employee:
		'Mitarbeiter | Mitarbeiterin | Employé | Collaborateur | Empleado | Funcionário | Dipendente | Medewerker | Pracownik',
	team: 'Équipe | Equipo | Equipe | Squadra | Zespół | Vertriebsteam | Verkaufsteam | Abteilung',
	manager:
		'Vorgesetzter | Vorgesetzte | Teamleiter | Leiter | Responsable | Gerente | Gestor | Responsabile | Leidinggevende | Kierownik',
	'start date':
		'Beginn | Startdatum | Anfang | Vertragsbeginn | Laufzeitbeginn | Date de début | Début | Fecha de inicio | Inicio | Data de início | Início | Data di inizio | Data inizio | Inizio | Begindatum | Ingangsdatum | Data rozpoczęcia',
	'end date':
		'Ende | Enddatum | Vertragsende | Laufzeitende | Date de fin | Fin | Fecha de fin | Fecha de finalización | Data de término | Data final | Fim | Data di fine | Data fine | Fine | Einddatum | Data zakończenia',
	'subscription id':
		'Abo-ID | Abonnement-ID | Vertragsnummer | Vertrags-ID | ID de l’abonnement | Numéro de contrat | ID de suscripción | Número de contrato | ID abbonamento | Numero contratto | Abonnementsnummer | Contractnummer',
	plan: 'Tarif | Abo | Abonnement | Forfait | Suscripción | Assinatura | Abbonamento | Piano',
	'amount per month':
		'Betrag pro Monat | Betrag/Monat | Monatsbetrag | Monatlicher Betrag | Montant par mois | Montant mensuel | Importe mensual | Importe por mes | Cuota mensual | Valor mensal | Valor por mês | Importo mensile | Canone mensile | Bedrag per maand | Maandbedrag | Kwota miesięczna',
	'amount per year':
		'Betrag pro Jahr | Jahresbetrag | Jährlicher Betrag | Montant annuel | Montant par an | Importe anual | Valor anual | Importo annuale | Canone annuo | Jaarbedrag | Bedrag per jaar | Kwota roczna',
	'billing period':
		'Abrechnungszeitraum | Abrechnungsperiode | Période de facturation | Periodo de facturación | Período de cobrança | Periodo di fatturazione | Facturatieperiode',
	amount:
		'Betrag | Wert | Montant | Valeur | Importe | Monto | Valor | Importo | Valore | Bedrag | Waarde | Kwota | Wartość',
	// Of accounts it tells how large they are, as no amount does.
	revenue:
		'Umsatz | Jahresumsatz | Chiffre d’affaires | Facturación | Faturamento | Fatturato | Omzet | Przychód',
	currency: 'Währung | Devise | Moneda | Divisa | Moeda | Valuta | Waluta',
	'order id':
		'Auftragsnummer | Bestellnummer | Rechnungsnummer | Auftrags-ID | Numéro de commande | Numéro de facture | Número de pedido | Número de factura | Número da fatura | Numero ordine | Numero fattura | Bestelnummer | Ordernummer | Factuurnummer | Numer zamówienia',
	'order date':
		'Auftragsdatum | Bestelldatum | Rechnungsdatum | Date de commande | Date de facture | Fecha de pedido | Fecha del pedido | Fecha de factura | Data do pedido | Data da fatura | Data ordine | Data fattura | Besteldatum | Orderdatum | Factuurdatum | Data zamówienia',
	rate: 'Kurs | Wechselkurs | Umrechnungskurs | Taux | Taux de change | Tipo de cambio | Taxa de câmbio | Tasso di cambio | Cambio | Wisselkoers | Koers | Kurs waluty',
};

const ENGLISH: ReadonlyMap<string, string> = new Map(
	Object.entries(WRITTEN).flatMap(([english, written]) =>
		written.split(' | ').map((header) => [foldHeader(header), english] as const),
	),
);

/** The plain English word for a folded header in another language; the header itself if it is none that is known. */
export const inEnglish = (folded: string): string => ENGLISH.get(folded) ?? folded;
