/** Where a company does business: what a new one starts from. */
export interface Region {
  timezone: string;
  locale: string;
  country?: string;
}

type WithTimeZones = Intl.Locale & { getTimeZones?: () => string[] | undefined };

function timeZonesOf(country: string): string[] {
  const locale: WithTimeZones = new Intl.Locale("und", { region: country });
  return locale.getTimeZones?.() ?? [];
}

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** The country that the clock of this browser shows; many people use a browser in the English of another country. */
export function countryOf(timezone: string, locale: string): string | undefined {
  const { region } = new Intl.Locale(locale);
  if (region && timeZonesOf(region).includes(timezone)) return region;
  const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  const code = codes.find((code) => timeZonesOf(code).includes(timezone));
  // A withdrawn code stands for the country of today: `DD` becomes `DE`.
  return code ? new Intl.Locale("und", { region: code }).region : region;
}

/** As this browser is set up. */
export function browserRegion(): Region {
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const locale = navigator.language;
  return { timezone, locale, country: countryOf(timezone, locale) };
}
