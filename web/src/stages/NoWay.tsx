import { Button, Group, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { Contact, Stage } from "../api/records";
import { useWords } from "../words";
import { moveOf, nextOf } from "./moves";

/** Why a contact does not get there like this, and what gets it on. */
export function NoWay({ contact, to, done }: { contact: Contact; to: Stage; done: () => void }) {
  const t = useWords();
  const navigate = useNavigate();
  const byMail = moveOf(contact.stage, to).kind === "mail";
  const open = () => {
    done();
    const search = byMail ? { compose: "EMAIL" as const } : {};
    void navigate({ to: "/leads/$id", params: { id: contact.id }, search });
  };
  const next = nextOf(contact.stage)
    .map((stage) => t(`stage.${stage}`))
    .join(", ");
  return (
    <Stack>
      <Text role="alert">
        {byMail
          ? t("stages.byMail")
          : next
            ? t("stages.noWay", { from: t(`stage.${contact.stage}`), next })
            : t("stages.last")}
      </Text>
      <Group justify="end">
        <Button variant="default" onClick={done}>
          {t("do.close")}
        </Button>
        <Button onClick={open}>{byMail ? t("stages.write") : t("stages.open")}</Button>
      </Group>
    </Stack>
  );
}
