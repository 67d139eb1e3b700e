import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { defineNoun } from "../noun";

export const inviteKeys = { all: ["invites"] } as const;

export const invitesQuery = queryOptions({
  queryKey: inviteKeys.all,
  queryFn: () => answer(api.GET("/api/invites", { params: { query: { limit: 100 } } })),
});

export const inviteNoun = defineNoun({
  entity: "invite",
  effects: {
    // Nothing shows it but the feed and the audit log.
    "link:issued": () => undefined,
  },
  subject: ({ data }) => ({ name: data.name ?? data.email }),
});
