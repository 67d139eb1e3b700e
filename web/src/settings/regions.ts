import { language } from "../words";

/** ISO 3166-1 alpha-2. Browsers have no list of them. */
const COUNTRIES =
  `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV
BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU
MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB
SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`.split(/\s+/);

const LOCALES =
  `en-IN hi-IN bn-IN gu-IN kn-IN ml-IN mr-IN pa-IN ta-IN te-IN ur-IN en-AU en-CA en-GB en-NZ en-SG en-US
en-ZA ar-AE ar-EG de-AT de-CH de-DE es-ES es-MX fr-CA fr-FR id-ID it-IT ja-JP ko-KR ms-MY nl-NL pl-PL pt-BR pt-PT ru-RU
sv-SE th-TH tr-TR uk-UA vi-VN zh-CN zh-TW`.split(/\s+/);

interface Option {
  value: string;
  label: string;
}

function byLabel(options: Option[]): Option[] {
  return options.sort((a, b) => a.label.localeCompare(b.label, language()));
}

export function countryOptions(): Option[] {
  const names = new Intl.DisplayNames(language(), { type: "region" });
  return byLabel(COUNTRIES.map((value) => ({ value, label: names.of(value) ?? value })));
}

/** The common locales, and the company's own. */
export function localeOptions(own: string): Option[] {
  const names = new Intl.DisplayNames(language(), { type: "language" });
  return byLabel(
    [...new Set([own, ...LOCALES])].map((value) => ({ value, label: names.of(value) ?? value })),
  );
}
