import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { companyQuery } from "../company/noun";
import { addDays, dayOf, startOf } from "../words/calendar";
import { zone } from "../words/zone";
import { useMe } from "./me";

/** The company's time zone; renders again when it is read or changes. */
export function useZone(): string {
  const me = useMe();
  useQuery(companyQuery(me.companyId));
  return zone();
}

/** The company's current day; renders again when the day ends. */
export function useToday(): string {
  const zone = useZone();
  const [now, setNow] = useState(Date.now);
  const today = dayOf(now, zone);
  useEffect(() => {
    const left = startOf(addDays(today, 1), zone) - Date.now();
    const timer = setTimeout(() => setNow(Date.now()), Math.max(left, 0) + 1_000);
    return () => clearTimeout(timer);
  }, [today, zone]);
  return today;
}
