import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { company } from "../api/reads";
import { useMe } from "../session/me";
import { useWords } from "../words";

/** The address of the public form, to put on a website or into a mail. */
export function CopyFormLink() {
  const t = useWords();
  const { data } = useQuery(company(useMe().companyId));
  const address = `${window.location.origin}/enquire/${data?.slug ?? ""}`;
  return (
    <CopyButton value={address}>
      {({ copied, copy }) => (
        <Button
          variant="light"
          onClick={copy}
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconLink size={16} aria-hidden />}
        >
          {copied ? t("state.copied") : t("queue.copyLink")}
        </Button>
      )}
    </CopyButton>
  );
}
