import {
  Box,
  Button,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { answer, api } from "../api/client";
import { company as reading } from "../api/reads";
import type { Company } from "../api/records";
import { Refusal } from "../api/refusal";
import { CopyFormLink } from "../enquiries/CopyFormLink";
import { keys } from "../live/keys";
import { client } from "../session/client";
import { useMe } from "../session/me";
import { say } from "../ui/notify";
import { useSave } from "../ui/save";
import { Bones, Problem } from "../ui/states";
import { useWords } from "../words";
import { count } from "../words/format";
import { countryChoices, localeChoices } from "./regions";

/** The company's name, where it does business, and the thresholds of its pipeline. */
export function CompanySettings() {
  const { data, error, isPending, refetch } = useQuery(reading(useMe().companyId));
  if (isPending) return <Bones rows={4} />;
  if (!data) return <Problem error={error} retry={() => void refetch()} />;
  return <Form company={data} />;
}

function valuesOf({ name, currency, timezone, country, locale, settings }: Company) {
  return { name, currency, timezone, country, locale, ...settings };
}

/** The server names a threshold `settings.sqlRating`; the form has it without the prefix. */
function namedAsHere(thrown: unknown): unknown {
  if (!(thrown instanceof Refusal)) return thrown;
  const fields = Object.entries(thrown.fields).map(([field, why]) => [field.replace(/^settings\./, ""), why]);
  return Object.assign(thrown, { fields: Object.fromEntries(fields) });
}

function Form({ company }: { company: Company }) {
  const t = useWords();
  const { timezone } = company;
  const form = useForm({
    initialValues: valuesOf(company),
    validate: {
      enquiryAgeWarning: (warning, { enquiryAgeAlarm: alarm }) =>
        // An emptied input is text, and wrong by itself.
        typeof alarm === "number" && warning >= alarm
          ? t("settings.warnBeforeAlarm", { minutes: count(alarm) })
          : null,
    },
  });
  // What somebody else changes shows in the fields that are not being changed here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form is the same all along
  useEffect(() => {
    const fresh = valuesOf(company);
    const untouched = Object.entries(fresh).filter(([field]) => !form.isDirty(field));
    form.resetDirty(fresh);
    form.setValues(Object.fromEntries(untouched));
  }, [company.version]);
  const { saving, submit, problem } = useSave(
    form,
    ({ name, currency, timezone, country, locale, ...settings }) => {
      const params = { path: { id: company.id }, header: { "If-Match": `"${company.version}"` } };
      const body = { name, currency, timezone, country, locale, settings };
      return answer(api.PATCH("/api/companies/{id}", { params, body })).catch((thrown) => {
        throw namedAsHere(thrown);
      });
    },
    (saved) => {
      client.setQueryData(keys.company, saved);
      say(t("settings.saved"));
    },
  );
  return (
    <Stack>
      <Box className="panel" p="lg" component="section">
        <Title order={2} mb="md">
          {t("settings.company")}
        </Title>
        <form onSubmit={submit}>
          <Stack maw={560}>
            {problem}
            <TextInput label={t("field.company")} required {...form.getInputProps("name")} />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <Select
                label={t("field.country")}
                searchable
                allowDeselect={false}
                data={countryChoices()}
                {...form.getInputProps("country")}
              />
              <Select
                label={t("field.locale")}
                searchable
                allowDeselect={false}
                data={localeChoices(company.locale)}
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
                data={[...new Set([timezone, "UTC", ...Intl.supportedValuesOf("timeZone")])]}
                {...form.getInputProps("timezone")}
              />
            </SimpleGrid>
            <Title order={3} fz="sm" mt="sm">
              {t("settings.thresholds")}
            </Title>
            <SimpleGrid cols={{ base: 1, xs: 3 }}>
              <NumberInput
                label={t("field.sqlRating")}
                min={1}
                max={10}
                {...form.getInputProps("sqlRating")}
              />
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
            <Group>
              <Button type="submit" loading={saving}>
                {t("do.save")}
              </Button>
            </Group>
          </Stack>
        </form>
      </Box>
      <Box className="panel" p="lg" component="section">
        <Title order={2} mb={4}>
          {t("settings.form")}
        </Title>
        <Text size="sm" c="dimmed" mb="md">
          {t("settings.formHint")}
        </Text>
        <CopyFormLink />
      </Box>
    </Stack>
  );
}
