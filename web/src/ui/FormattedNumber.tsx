import { parsePhoneNumberFromString } from "libphonenumber-js/min";

/** An E.164 number in the international format. The metadata of all countries make it a chunk of its own. */
export default function FormattedNumber({ number }: { number: string }) {
  return parsePhoneNumberFromString(number)?.formatInternational() ?? number;
}
