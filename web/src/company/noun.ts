import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys, PERSISTED } from "../live/keys";
import { defineNoun } from "../noun";
import type { Schemas } from "../protocol";

export type Company = Schemas["Company"];

export const companyKeys = { mail: ["mail"] } as const;

export const companyQuery = (id: string) =>
  queryOptions({
    queryKey: keys.company,
    queryFn: () => answer(api.GET("/api/companies/{id}", { params: { path: { id } } })),
    meta: PERSISTED,
  });

/** Where the company's mail goes, and how much of it waits. No event says so: it is read each time. */
export const mailStatusQuery = (id: string) =>
  queryOptions({
    queryKey: companyKeys.mail,
    queryFn: () => answer(api.GET("/api/companies/{id}/mail", { params: { path: { id } } })),
    staleTime: 0,
  });

export const companyNoun = defineNoun({
  entity: "company",
  effects: {
    "company:updated": (cache, { data }) => {
      cache.updateRecord(keys.company, data);
      cache.markStale(companyKeys.mail);
    },
  },
  subject: ({ data }) => ({ name: data.name }),
});
