import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { companyQuery } from "../company/noun";
import { useMe } from "../session/me";
import { useWords } from "../words";

/** Copies the URL of the public form, for a website or an e-mail. */
export function CopyFormLink() {
  const t = useWords();
  const { data } = useQuery(companyQuery(useMe().companyId));
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
