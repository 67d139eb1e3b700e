import { Button, Chip, Group, Stack, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { answer, api } from "../api/client";
import type { Enquiry } from "../api/records";
import { useCache } from "../live/change";
import { useSave } from "../ui/save";
import { useWords } from "../words";

const USUAL = ["noAnswer", "notInterested", "price", "otherProvider", "wrongContact"] as const;

/** Why an enquiry is lost: a usual reason with one key or click, or one's own words. */
export function LossForm({ enquiry, done }: { enquiry: Enquiry; done: () => void }) {
  const t = useWords();
  const cache = useCache();
  const form = useForm({ initialValues: { reason: "" } });
  const { saving, submit, problem } = useSave(
    form,
    ({ reason }) =>
      answer(
        api.PUT("/api/enquiries/{id}/status", {
          params: { path: { id: enquiry.id } },
          body: { status: "lost", reason },
        }),
      ),
    (saved) => {
      cache.enquiry(saved);
      done();
    },
  );
  const usual = USUAL.map((name) => t(`loss.${name}`));
  return (
    <form onSubmit={submit}>
      <Stack>
        {problem}
        <Chip.Group
          value={usual.includes(form.values.reason) ? form.values.reason : null}
          onChange={(reason) => form.setFieldValue("reason", reason as string)}
        >
          <Group gap={6} role="group" aria-label={t("loss.usual")}>
            {usual.map((reason) => (
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
        <Group justify="end">
          <Button variant="default" onClick={done}>
            {t("do.cancel")}
          </Button>
          <Button type="submit" color="red.9" loading={saving}>
            {t("loss.do")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
