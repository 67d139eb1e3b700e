import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { initReactI18next } from "react-i18next";
import { beforeAll, expect, test, vi } from "vitest";
import type { BulkChange } from "../src/bulk-changes/noun";
import { companyQuery } from "../src/company/noun";
import { colleaguesQuery } from "../src/employees/noun";
import { useBulkWords } from "../src/leads/bulkWords";
import type { Contact, Stage } from "../src/leads/noun";
import { client as own } from "../src/session/client";
import { MoveUnavailable } from "../src/stages/MoveUnavailable";

vi.mock("@tanstack/react-router", () => ({ useNavigate: () => () => undefined }));
vi.mock("../src/session/me", () => ({ useMe: () => ({ companyId: "company" }), useCan: () => false }));

beforeAll(async () => {
  vi.stubGlobal("navigator", { language: "en-IN" });
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", resources: {}, interpolation: { escapeValue: false } });
  const folder = join(import.meta.dirname, "../src/words/en");
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    i18next.addResourceBundle(
      "en",
      "translation",
      JSON.parse(readFileSync(join(folder, file), "utf8")),
      true,
    );
  }
});

function rendered(element: ReactElement, client = new QueryClient()): string {
  const app = createElement(QueryClientProvider, { client }, createElement(MantineProvider, null, element));
  return renderToStaticMarkup(app);
}

function refusal(stage: Stage, to: Stage, manualQualification = false): string {
  const client = new QueryClient();
  client.setQueryData(companyQuery("company").queryKey, { settings: { manualQualification } } as never);
  const contact = { id: "c", stage } as Contact;
  return rendered(createElement(MoveUnavailable, { contact, to, done: () => undefined }), client);
}

test("a refused move names each of the next stages", () => {
  expect(refusal("OPPORTUNITY", "LEAD")).toContain("the next stage is Customer or Dormant.");
  expect(refusal("MQL", "CUSTOMER")).toContain("the next stage is SQL.");
});

test("qualification by a manager is mentioned only where the company allows it", () => {
  expect(refusal("LEAD", "MQL", true)).toContain("or when a manager qualifies them.");
  expect(refusal("LEAD", "MQL", false)).toContain("a link in an e-mail you send them.");
});

test("a bulk change names its assignee, also one who was deactivated since", () => {
  const client = new QueryClient();
  own.setQueryData(["company"], { locale: "en-IN", timezone: "Asia/Kolkata" });
  const farhan = { id: "f", name: "Farhan", role: "sales_executive", status: "DEACTIVATED" };
  client.setQueryData(colleaguesQuery.queryKey, [farhan] as never);
  const bulk = {
    status: "DONE",
    change: { assign: { employeeId: "f" } },
    changed: 2,
    total: 2,
    startsAt: "2026-01-01T00:00:00Z",
  } as unknown as BulkChange;
  const Title = () => useBulkWords().title(bulk, Date.now());
  expect(rendered(createElement(Title), client)).toContain("Assigned 2 leads to Farhan.");
});
