import { Chip, Group, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { answer, api } from "../api/client";
import { useCache } from "../live/change";
import { FormFooter } from "../ui/form/Footer";
import { Form } from "../ui/form/Form";
import { useWords } from "../words";
import { type Enquiry, placeEnquiry } from "./noun";

const COMMON_REASONS = ["noAnswer", "notInterested", "price", "otherProvider", "wrongContact"] as const;

/** Marks an enquiry as lost, for one of the common reasons or another one. */
export function LossForm({ enquiry, done }: { enquiry: Enquiry; done: () => void }) {
  const t = useWords();
  const cache = useCache();
  const form = useForm({ initialValues: { reason: "" } });
  const common = COMMON_REASONS.map((name) => t(`loss.${name}`));
  return (
    <Form
      form={form}
      save={({ reason }) =>
        answer(
          api.PUT("/api/enquiries/{id}/status", {
            params: { path: { id: enquiry.id } },
            body: { status: "lost", reason },
          }),
        )
      }
      onSaved={(saved) => {
        placeEnquiry(cache, saved);
        done();
      }}
    >
      <Chip.Group
        value={common.includes(form.values.reason) ? form.values.reason : null}
        onChange={(reason) => form.setFieldValue("reason", reason as string)}
      >
        <Group gap={6} role="group" aria-label={t("loss.usual")}>
          {common.map((reason) => (
            <Chip key={reason} value={reason} size="sm">
              {reason}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Textarea
        label={t("field.reason")}
        autosize
        minRows={2}
        maxLength={500}
        required
        data-autofocus
        {...form.getInputProps("reason")}
      />
      <FormFooter submitLabel={t("loss.do")} color="red.9" onCancel={done} />
    </Form>
  );
}
