import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Person } from "../api/records";
import { useMe } from "../session/me";
import { connection } from "../session/session";
import { keys } from "./keys";
import type { Presence } from "./socket";
import { useStatus } from "./status";

/** Who is here by now. While the server is away nobody knows. */
export function usePresence(): Presence | undefined {
  const { data } = useQuery<Presence>({ queryKey: keys.presence, enabled: false });
  return useStatus().state === "offline" ? undefined : data;
}

/** Says that one looks at this record, and answers who else does. */
export function useWatchers(kind: "lead" | "enquiry", id: string): Person[] {
  const me = useMe();
  useEffect(() => connection()?.watch(kind, id), [kind, id]);
  const watching = usePresence()?.watching.find(({ entity }) => entity.id === id);
  return watching?.people.filter((person) => person.id !== me.id) ?? [];
}
