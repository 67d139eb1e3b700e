import { Group, NumberInput, Select, SimpleGrid, Stack, Switch, TextInput, Title } from "@mantine/core";
import { type UseFormReturnType, useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { answer, api } from "../api/client";
import { ApiError } from "../api/error";
import { type Company, companyQuery } from "../company/noun";
import { CopyFormLink } from "../enquiries/CopyFormLink";
import { useCache } from "../live/change";
import { keys } from "../live/keys";
import { useMe } from "../session/me";
import { Form, SubmitButton } from "../ui/form/Form";
import { toast } from "../ui/notify";
import { Section } from "../ui/Section";
import { Loaded, Skeletons } from "../ui/states";
import { useWords } from "../words";
import { count } from "../words/format";
import { countryOptions, localeOptions } from "./regions";

/** The company's name, its region, and the thresholds of its pipeline. */
export function CompanySettings() {
  return (
    <Loaded query={useQuery(companyQuery(useMe().companyId))} skeleton={<Skeletons rows={4} />}>
      {(company) => <SettingsForm company={company} />}
    </Loaded>
  );
}

type Values = ReturnType<typeof valuesOf>;

interface FieldsProps {
  form: UseFormReturnType<Values>;
}

function valuesOf({ name, currency, timezone, country, locale, settings }: Company) {
  return { name, currency, timezone, country, locale, ...settings };
}

/** The fields of the server's errors as the form names them: `sqlRating` for `settings.sqlRating`. */
function withFormFields(thrown: unknown): unknown {
  if (!(thrown instanceof ApiError)) return thrown;
  const fields = Object.entries(thrown.fields).map(([field, why]) => [field.replace(/^settings\./, ""), why]);
  return Object.assign(thrown, { fields: Object.fromEntries(fields) });
}

function SettingsForm({ company }: { company: Company }) {
  const t = useWords();
  const cache = useCache();
  const form = useForm<Values>({
    initialValues: valuesOf(company),
    validate: {
      enquiryAgeWarning: (warning, { enquiryAgeAlarm: alarm }) =>
        // An emptied input is text, which the server rejects.
        typeof alarm === "number" && warning >= alarm
          ? t("settings.warnBeforeAlarm", { minutes: count(alarm) })
          : null,
    },
  });
  // Changes by others are shown in the fields that this user has not changed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form does not change
  useEffect(() => {
    const fresh = valuesOf(company);
    const untouched = Object.entries(fresh).filter(([field]) => !form.isDirty(field));
    form.resetDirty(fresh);
    form.setValues(Object.fromEntries(untouched));
  }, [company.version]);
  return (
    <Stack>
      <Section title={t("settings.company")} size="lg">
        <Form
          form={form}
          save={({ name, currency, timezone, country, locale, ...settings }) => {
            const params = { path: { id: company.id }, header: { "If-Match": `"${company.version}"` } };
            const body = { name, currency, timezone, country, locale, settings };
            return answer(api.PATCH("/api/companies/{id}", { params, body })).catch((thrown) => {
              throw withFormFields(thrown);
            });
          }}
          onSaved={(saved) => {
            cache.updateRecord(keys.company, saved);
            toast(t("settings.saved"));
          }}
          maw={560}
        >
          <TextInput label={t("field.company")} required {...form.getInputProps("name")} />
          <RegionFields form={form} company={company} />
          <ThresholdFields form={form} />
          <Group>
            <SubmitButton>{t("do.save")}</SubmitButton>
          </Group>
        </Form>
      </Section>
      <Section title={t("settings.form")} description={t("settings.formHint")} size="lg">
        <CopyFormLink />
      </Section>
    </Stack>
  );
}

function RegionFields({ form, company }: FieldsProps & { company: Company }) {
  const t = useWords();
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Select
        label={t("field.country")}
        searchable
        allowDeselect={false}
        data={countryOptions()}
        {...form.getInputProps("country")}
      />
      <Select
        label={t("field.locale")}
        searchable
        allowDeselect={false}
        data={localeOptions(company.locale)}
        {...form.getInputProps("locale")}
      />
      <Select
        label={t("field.currency")}
        searchable
        allowDeselect={false}
        data={Intl.supportedValuesOf("currency")}
        {...form.getInputProps("currency")}
      />
      <Select
        label={t("field.timezone")}
        searchable
        allowDeselect={false}
        data={[...new Set([company.timezone, "UTC", ...Intl.supportedValuesOf("timeZone")])]}
        {...form.getInputProps("timezone")}
      />
    </SimpleGrid>
  );
}

/** The thresholds of the pipeline and of the queue. */
function ThresholdFields({ form }: FieldsProps) {
  const t = useWords();
  return (
    <>
      <Title order={3} fz="sm" mt="sm">
        {t("settings.thresholds")}
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <NumberInput label={t("field.sqlRating")} min={1} max={10} {...form.getInputProps("sqlRating")} />
        <NumberInput
          label={t("field.evangelistRating")}
          min={1}
          max={10}
          {...form.getInputProps("evangelistRating")}
        />
        <NumberInput
          label={t("field.maxSessionsPerStage")}
          min={1}
          max={100}
          {...form.getInputProps("maxSessionsPerStage")}
        />
      </SimpleGrid>
      <Switch
        label={t("field.manualQualification")}
        description={t("settings.manualQualificationHint")}
        {...form.getInputProps("manualQualification", { type: "checkbox" })}
      />
      <Title order={3} fz="sm" mt="sm">
        {t("settings.queue")}
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NumberInput
          label={t("field.enquiryAgeWarning")}
          min={1}
          max={10_080}
          {...form.getInputProps("enquiryAgeWarning")}
        />
        <NumberInput
          label={t("field.enquiryAgeAlarm")}
          min={1}
          max={10_080}
          {...form.getInputProps("enquiryAgeAlarm")}
        />
      </SimpleGrid>
    </>
  );
}
