import {
  Checkbox,
  Group,
  NativeSelect,
  PasswordInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { FormFooter } from "../ui/form/Footer";
import { Form } from "../ui/form/Form";
import { MoneyInput } from "../ui/form/MoneyInput";
import type { Piece } from "./piece";

const COLUMNS = { base: 1, xs: 2, sm: 3 };

/** A form with an invalid field and without an answer: its button stays as it is after a click. */
function FailingForm() {
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", email: "anita@" },
    initialErrors: { email: "Is not an e-mail address" },
  });
  return (
    <Form form={form} save={() => Promise.reject(new Error("There is no server here"))} maw={420}>
      <TextInput label="Name" required key={form.key("name")} {...form.getInputProps("name")} />
      <TextInput label="E-mail" key={form.key("email")} {...form.getInputProps("email")} />
      <FormFooter submitLabel="Save" onCancel={() => form.reset()} />
    </Form>
  );
}

export const FORMS: readonly Piece[] = [
  {
    name: "Text input",
    source: "@mantine/core",
    Show: () => (
      <SimpleGrid cols={COLUMNS}>
        <TextInput label="Empty" placeholder="Placeholder" />
        <TextInput label="With a value" defaultValue="Anita Deshpande" />
        <TextInput label="Required" required description="Described here" />
        <TextInput label="Invalid" defaultValue="anita@" error="Is not an e-mail address" />
        <TextInput label="Disabled" disabled defaultValue="Anita Deshpande" />
        <PasswordInput label="Password" defaultValue="cedar" />
      </SimpleGrid>
    ),
  },
  {
    name: "Choice",
    source: "@mantine/core",
    Show: () => (
      <SimpleGrid cols={COLUMNS}>
        <Select label="Select" data={["New", "Contacted"]} defaultValue="New" />
        <Select label="Invalid" data={["New", "Contacted"]} error="Is required" />
        <NativeSelect label="Native select" data={["New", "Contacted"]} />
        <Stack gap="xs">
          <Checkbox label="Checkbox" />
          <Checkbox label="Checked" defaultChecked />
          <Checkbox label="Indeterminate" indeterminate />
          <Checkbox label="Disabled" disabled />
        </Stack>
        <Stack gap="xs">
          <Switch label="Switch" />
          <Switch label="On" defaultChecked />
          <Switch label="Disabled" disabled />
        </Stack>
      </SimpleGrid>
    ),
  },
  {
    name: "Amount and text area",
    source: "ui/form/",
    Show: () => (
      <Group align="start">
        <MoneyInput label="Amount" currency="INR" value={123_456_700} />
        <Textarea label="Note" autosize minRows={2} defaultValue={"First line\nSecond line"} />
      </Group>
    ),
  },
  { name: "Form", source: "ui/form/Form.tsx", Show: FailingForm },
];
