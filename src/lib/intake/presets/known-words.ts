/** Names that many files spell, folded, by the keys of the columns that hold them: against these a slip shows. */
export const KNOWN_WORDS: readonly { keys: RegExp; words: readonly string[] }[] = [
	{
		keys: /industry|sector|vertical/,
		words:
			'advertising | aerospace | agriculture | apparel | architecture | automotive | banking | biotechnology | chemicals | communications | construction | consulting | consumer goods | defense | distribution | e-commerce | education | electronics | employment | energy | engineering | entertainment | environmental | fashion | finance | financial services | food and beverage | government | healthcare | hospitality | information technology | insurance | legal | logistics | machinery | manufacturing | marketing | media | medical | mining | nonprofit | not for profit | pharmaceuticals | professional services | public sector | real estate | recreation | recruitment | restaurants | retail | security | services | shipping | software | sports | technology | telecommunications | textiles | tourism | transportation | travel | utilities | wholesale'.split(
				' | ',
			),
	},
	{
		keys: /country|office|location|nation|territory/,
		words:
			'afghanistan | albania | algeria | andorra | angola | argentina | armenia | australia | austria | azerbaijan | bahamas | bahrain | bangladesh | barbados | belarus | belgium | belize | benin | bhutan | bolivia | bosnia and herzegovina | botswana | brazil | brunei | bulgaria | burkina faso | burundi | cambodia | cameroon | canada | cape verde | chad | chile | china | colombia | comoros | congo | costa rica | croatia | cuba | cyprus | czech republic | czechia | denmark | djibouti | dominican republic | ecuador | egypt | el salvador | eritrea | estonia | eswatini | ethiopia | fiji | finland | france | gabon | gambia | georgia | germany | ghana | greece | grenada | guatemala | guinea | guyana | haiti | honduras | hong kong | hungary | iceland | india | indonesia | iran | iraq | ireland | israel | italy | ivory coast | jamaica | japan | jordan | kazakhstan | kenya | korea | kuwait | kyrgyzstan | laos | latvia | lebanon | lesotho | liberia | libya | liechtenstein | lithuania | luxembourg | madagascar | malawi | malaysia | maldives | mali | malta | mauritania | mauritius | mexico | moldova | monaco | mongolia | montenegro | morocco | mozambique | myanmar | namibia | nepal | netherlands | new zealand | nicaragua | niger | nigeria | north macedonia | norway | oman | pakistan | panama | papua new guinea | paraguay | peru | philippines | poland | portugal | puerto rico | qatar | romania | russia | rwanda | samoa | san marino | saudi arabia | senegal | serbia | seychelles | sierra leone | singapore | slovakia | slovenia | somalia | south africa | south korea | spain | sri lanka | sudan | suriname | sweden | switzerland | syria | taiwan | tajikistan | tanzania | thailand | togo | trinidad and tobago | tunisia | turkey | turkmenistan | uganda | ukraine | united arab emirates | united kingdom | united states | uruguay | uzbekistan | venezuela | vietnam | yemen | zambia | zimbabwe'.split(
				' | ',
			),
	},
];
