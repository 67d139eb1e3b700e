import { skipToken, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Person } from "../employees/noun";
import type { EntityType } from "../protocol";
import { useMe } from "../session/me";
import { connection } from "../session/session";
import { keys } from "./keys";
import type { Presence } from "./socket";
import { useStatus } from "./status";

/** Who is online; unknown while the server cannot be reached. */
export function usePresence(): Presence | undefined {
  const { data } = useQuery<Presence>({ queryKey: keys.presence, queryFn: skipToken });
  return useStatus().state === "offline" ? undefined : data;
}

/** Announces that this screen shows a record, and returns the colleagues whose screens show it, too. */
export function useWatchers(type: EntityType, id: string): Person[] {
  const me = useMe();
  useEffect(() => connection()?.watch(type, id), [type, id]);
  const watching = usePresence()?.watching.find(({ entity }) => entity.id === id);
  return watching?.people.filter((person) => person.id !== me.id) ?? [];
}
