import { Button, Group, Stack, TextInput } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { company } from "../api/reads";
import { useCache } from "../live/change";
import { useMe } from "../session/me";
import { MoneyInput } from "../ui/MoneyInput";
import { useSave } from "../ui/save";
import { useWords } from "../words";
import "@mantine/dates/styles.css";

/** Opens an opportunity: what is offered, for how much, by when. */
export function OpportunityForm({ contactId, done }: { contactId: string; done: () => void }) {
  const t = useWords();
  const cache = useCache();
  const currency = useQuery(company(useMe().companyId)).data?.currency ?? "INR";
  const form = useForm({
    initialValues: { title: "", expectedValue: 0, expectedCloseOn: null as string | null },
  });
  const { saving, submit, problem } = useSave(
    form,
    (terms) =>
      answer(
        api.POST("/api/contacts/{id}/opportunity", {
          params: { path: { id: contactId } },
          body: { ...terms, currency },
        }),
      ),
    (opportunity) => {
      cache.belonging(contactId, "opportunities", opportunity, "createdAt");
      done();
    },
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        {problem}
        <TextInput label={t("field.title")} required data-autofocus {...form.getInputProps("title")} />
        <MoneyInput
          label={t("field.expectedValue")}
          currency={currency}
          required
          {...form.getInputProps("expectedValue")}
        />
        <DateInput
          label={t("field.expectedCloseOn")}
          clearable
          valueFormat="D MMM YYYY"
          {...form.getInputProps("expectedCloseOn")}
        />
        <Group justify="end">
          <Button variant="default" onClick={done}>
            {t("do.cancel")}
          </Button>
          <Button type="submit" loading={saving}>
            {t("stages.openOpportunity")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
