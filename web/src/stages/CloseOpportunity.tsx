import { Button, Group, NativeSelect, Stack, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { opportunitiesOf } from "../api/reads";
import type { Opportunity } from "../api/records";
import { useCache } from "../live/change";
import { MoneyInput } from "../ui/MoneyInput";
import { given, useSave } from "../ui/save";
import { Bones, Problem } from "../ui/states";
import { useWords } from "../words";
import { money } from "../words/format";

interface Props {
  contactId: string;
  won: boolean;
  /** Which one; without, it is asked when there are several. */
  opportunityId?: string;
  done: () => void;
}

/** Ends an open opportunity: for how much it was won, or why it was lost. */
export function CloseOpportunity({ contactId, won, opportunityId, done }: Props) {
  const t = useWords();
  const all = useQuery(opportunitiesOf(contactId));
  if (all.isPending) return <Bones rows={2} />;
  if (all.isError) return <Problem error={all.error} retry={() => void all.refetch()} />;
  const open = all.data.filter(
    ({ id, status }) => status === "OPEN" && (!opportunityId || id === opportunityId),
  );
  if (open.length === 0) return <Text role="alert">{t("stages.noneOpen")}</Text>;
  return <Form open={open} won={won} done={done} />;
}

function Form({ open, won, done }: { open: Opportunity[]; won: boolean; done: () => void }) {
  const t = useWords();
  const cache = useCache();
  const form = useForm({
    initialValues: { id: open[0]?.id ?? "", value: open[0]?.expectedValue ?? 0, reason: "" },
  });
  const chosen = open.find(({ id }) => id === form.values.id) ?? open[0];
  const { saving, submit, problem } = useSave(
    form,
    ({ id, value, reason }) => {
      const params = { path: { id } };
      return won
        ? answer(api.POST("/api/opportunities/{id}/won", { params, body: { value } }))
        : answer(api.POST("/api/opportunities/{id}/lost", { params, body: { reason: given(reason) } }));
    },
    (closed) => {
      cache.belonging(closed.contactId, "opportunities", closed, "createdAt");
      done();
    },
  );
  const choose = (id: string) => {
    const value = open.find((one) => one.id === id)?.expectedValue ?? 0;
    form.setValues({ id, value });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {problem}
        {open.length > 1 ? (
          <NativeSelect
            label={t("field.opportunity")}
            data={open.map(({ id, title }) => ({ value: id, label: title }))}
            value={form.values.id}
            onChange={(event) => choose(event.currentTarget.value)}
          />
        ) : (
          <Text>
            {chosen?.title} · {chosen && money(chosen.expectedValue, chosen.currency)}
          </Text>
        )}
        {won ? (
          <MoneyInput
            label={t("field.value")}
            currency={chosen?.currency ?? "INR"}
            data-autofocus
            required
            {...form.getInputProps("value")}
          />
        ) : (
          <Textarea
            label={t("field.reason")}
            autosize
            minRows={2}
            data-autofocus
            {...form.getInputProps("reason")}
          />
        )}
        <Group justify="end">
          <Button variant="default" onClick={done}>
            {t("do.cancel")}
          </Button>
          <Button type="submit" color={won ? "teal.9" : "red.9"} loading={saving}>
            {won ? t("stages.win") : t("stages.lose")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
