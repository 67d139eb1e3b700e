import { NativeSelect, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { useCache } from "../live/change";
import { contactOpportunitiesQuery, type Opportunity, placeOpportunity } from "../opportunities/noun";
import { FormFooter } from "../ui/form/Footer";
import { Form } from "../ui/form/Form";
import { MoneyInput } from "../ui/form/MoneyInput";
import { blankToUndefined } from "../ui/form/save";
import { Loaded, Skeletons } from "../ui/states";
import { useWords } from "../words";
import { money } from "../words/format";
import { closingOf } from "./closing";

interface Props {
  contactId: string;
  won: boolean;
  /** If it is absent and several are open, the form asks which one. */
  opportunityId?: string;
  done: () => void;
}

/** Closes an open opportunity: asks for the value if it was won, for the reason if it was lost. */
export function CloseOpportunity({ contactId, won, opportunityId, done }: Props) {
  const t = useWords();
  return (
    <Loaded query={useQuery(contactOpportunitiesQuery(contactId))} skeleton={<Skeletons rows={2} />}>
      {(all) => {
        const open = all.filter(
          ({ id, status }) => status === "OPEN" && (!opportunityId || id === opportunityId),
        );
        const [first, ...others] = open;
        if (!first) return <Text role="alert">{t("stages.noneOpen")}</Text>;
        return <CloseForm open={[first, ...others]} won={won} done={done} />;
      }}
    </Loaded>
  );
}

interface CloseFormProps extends Pick<Props, "won" | "done"> {
  open: readonly [Opportunity, ...Opportunity[]];
}

function CloseForm({ open, won, done }: CloseFormProps) {
  const t = useWords();
  const cache = useCache();
  const form = useForm({
    initialValues: { id: open[0].id, value: open[0].expectedValue, reason: "" },
  });
  const { chosen, value } = closingOf(open, form.values);
  return (
    <Form
      form={form}
      save={({ reason }) => (won ? win(chosen.id, value) : lose(chosen.id, reason))}
      onSaved={(closed) => {
        placeOpportunity(cache, closed);
        done();
      }}
    >
      <OpportunityChoice
        open={open}
        chosen={chosen}
        onChange={({ id, expectedValue }) => form.setValues({ id, value: expectedValue })}
      />
      {won ? (
        <MoneyInput
          label={t("field.value")}
          currency={chosen.currency}
          data-autofocus
          required
          {...form.getInputProps("value")}
          value={value}
          onChange={(value) => form.setValues({ id: chosen.id, value })}
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
      <FormFooter
        submitLabel={won ? t("stages.win") : t("stages.lose")}
        color={won ? "teal.9" : "red.9"}
        onCancel={done}
      />
    </Form>
  );
}

const win = (id: string, value: number) =>
  answer(api.POST("/api/opportunities/{id}/won", { params: { path: { id } }, body: { value } }));

const lose = (id: string, reason: string) =>
  answer(
    api.POST("/api/opportunities/{id}/lost", {
      params: { path: { id } },
      body: { reason: blankToUndefined(reason) },
    }),
  );

interface OpportunityChoiceProps {
  open: readonly Opportunity[];
  chosen: Opportunity;
  onChange: (opportunity: Opportunity) => void;
}

/** Which opportunity it is, where there are several; its name, where there is one. */
function OpportunityChoice({ open, chosen, onChange }: OpportunityChoiceProps) {
  const t = useWords();
  if (open.length === 1) {
    return (
      <Text>
        {chosen.title} · {money(chosen.expectedValue, chosen.currency)}
      </Text>
    );
  }
  return (
    <NativeSelect
      label={t("field.opportunity")}
      data={open.map(({ id, title }) => ({ value: id, label: title }))}
      value={chosen.id}
      onChange={({ currentTarget: { value } }) => {
        const opportunity = open.find(({ id }) => id === value);
        if (opportunity) onChange(opportunity);
      }}
    />
  );
}
