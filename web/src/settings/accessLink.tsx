import { Button, CopyButton, Group, Text } from "@mantine/core";
import { hideNotification, showNotification } from "@mantine/notifications";
import { t } from "../words";

/** Shows a link that gives access to an account, to be copied. It is not shown again. */
export function showAccessLink(message: string, url: string): void {
  const id = crypto.randomUUID();
  showNotification({
    id,
    autoClose: false,
    message: (
      <>
        <Text size="sm">{message}</Text>
        <Text size="xs" c="dimmed" my="xs" style={{ overflowWrap: "anywhere", userSelect: "all" }}>
          {url}
        </Text>
        <Group gap="xs">
          <CopyButton value={url}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant="light" onClick={copy}>
                {copied ? t("state.copied") : t("accounts.copyLink")}
              </Button>
            )}
          </CopyButton>
          <Button size="compact-sm" variant="subtle" onClick={() => hideNotification(id)}>
            {t("do.close")}
          </Button>
        </Group>
      </>
    ),
  });
}
