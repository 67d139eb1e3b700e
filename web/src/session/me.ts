import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { answer, api } from "../api/client";
import type { Me, Permission } from "../api/records";
import { keys } from "../live/keys";
import { may } from "./session";

/** Who is signed in. Only for pages behind the sign-in. */
export function useMe(): Me {
  const { data } = useQuery({ queryKey: keys.me, queryFn: () => answer(api.GET("/api/auth/me")) });
  // While the session ends the last frame still shows whose it was.
  const last = useRef(data);
  if (data) last.current = data;
  if (!last.current) throw new Error("nobody is signed in");
  return last.current;
}

export function useMay(permission: Permission): boolean {
  return may(useMe(), permission);
}
