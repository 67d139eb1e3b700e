import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { answer, api } from "../api/client";
import type { Me, Permission } from "../employees/noun";
import { keys } from "../live/keys";
import { can } from "./access";

/** Who is signed in. Only for pages behind the sign-in. */
export function useMe(): Me {
  const { data } = useQuery({ queryKey: keys.me, queryFn: () => answer(api.GET("/api/auth/me")) });
  // The last render while the session ends still has its employee.
  const last = useRef(data);
  if (data) last.current = data;
  if (!last.current) throw new Error("nobody is signed in");
  return last.current;
}

export function useCan(permission: Permission): boolean {
  return can(useMe(), permission);
}
