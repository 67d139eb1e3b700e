import { TextInput } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { companyQuery } from "../company/noun";
import { useCache } from "../live/change";
import { placeOpportunity } from "../opportunities/noun";
import { useMe } from "../session/me";
import { FormFooter } from "../ui/form/Footer";
import { Form } from "../ui/form/Form";
import { MoneyInput } from "../ui/form/MoneyInput";
import { useWords } from "../words";
import "@mantine/dates/styles.layer.css";

/** Creates an opportunity. */
export function OpportunityForm({ contactId, done }: { contactId: string; done: () => void }) {
  const t = useWords();
  const cache = useCache();
  const currency = useQuery(companyQuery(useMe().companyId)).data?.currency ?? "INR";
  const form = useForm({
    initialValues: { title: "", expectedValue: 0, expectedCloseOn: null as string | null },
  });
  return (
    <Form
      form={form}
      save={(terms) =>
        answer(
          api.POST("/api/contacts/{id}/opportunity", {
            params: { path: { id: contactId } },
            body: { ...terms, currency },
          }),
        )
      }
      onSaved={(opportunity) => {
        placeOpportunity(cache, opportunity);
        done();
      }}
    >
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
      <FormFooter submitLabel={t("stages.openOpportunity")} onCancel={done} />
    </Form>
  );
}
