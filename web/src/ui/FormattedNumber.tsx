import { parsePhoneNumberFromString } from "libphonenumber-js/min";

/** E.164 in the international writing. With what is known of the world's numbers, it is a chunk of its own. */
export default function FormattedNumber({ number }: { number: string }) {
  return parsePhoneNumberFromString(number)?.formatInternational() ?? number;
}
