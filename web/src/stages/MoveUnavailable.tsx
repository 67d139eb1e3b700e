import { Button, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { Contact, Stage } from "../leads/noun";
import { DialogFooter } from "../ui/form/Footer";
import { useWords } from "../words";
import { locale } from "../words/locale";
import { moveOf, nextStages } from "./moves";
import { useManualQualification } from "./QualifyForm";

/** Why a contact does not get there like this, and what gets it on. */
export function MoveUnavailable({ contact, to, done }: { contact: Contact; to: Stage; done: () => void }) {
  const t = useWords();
  const navigate = useNavigate();
  const needsEmail = moveOf(contact.stage, to).kind === "email";
  const reason = useReason(contact.stage, needsEmail);
  const open = () => {
    done();
    const search = needsEmail ? { compose: "EMAIL" as const } : {};
    void navigate({ to: "/leads/$id", params: { id: contact.id }, search });
  };
  return (
    <Stack>
      <Text role="alert">{reason}</Text>
      <DialogFooter onCancel={done} cancelLabel={t("do.close")}>
        <Button onClick={open}>{needsEmail ? t("stages.write") : t("stages.open")}</Button>
      </DialogFooter>
    </Stack>
  );
}

function useReason(from: Stage, needsEmail: boolean): string {
  const t = useWords();
  const managersQualify = useManualQualification();
  if (needsEmail) return t(managersQualify ? "stages.byMailOrManager" : "stages.byMail");
  const next = nextStages(from).map((stage) => t(`stage.${stage}`));
  if (next.length === 0) return t("stages.last");
  const either = new Intl.ListFormat(locale(), { type: "disjunction" });
  return t("stages.noWay", { from: t(`stage.${from}`), next: either.format(next) });
}
