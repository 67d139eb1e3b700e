/** The region that a new company starts with. */
interface Region {
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

/** The country of the browser's time zone. Its language says less: many people use another country's English. */
export function countryOf(timezone: string, locale: string): string | undefined {
  const { region } = new Intl.Locale(locale);
  if (region && timeZonesOf(region).includes(timezone)) return region;
  const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  const code = codes.find((code) => timeZonesOf(code).includes(timezone));
  // A withdrawn code is replaced with its successor: `DD` becomes `DE`.
  return code ? new Intl.Locale("und", { region: code }).region : region;
}

/** The region of this browser. */
export function browserRegion(): Region {
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const locale = navigator.language;
  return { timezone, locale, country: countryOf(timezone, locale) };
}
