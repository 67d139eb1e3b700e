import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { reason } from "../api/refusal";
import { useWords } from "../words";

/** An address that leads nowhere. */
export function Lost() {
  const t = useWords();
  return (
    <Center component="main" mih="60vh" p="md">
      <Stack align="center" ta="center">
        <Title>{t("lost.title")}</Title>
        <Text c="dimmed">{t("lost.hint")}</Text>
        <Button component={Link} to="/">
          {t("lost.home")}
        </Button>
      </Stack>
    </Center>
  );
}

/** A page that could not open: the server is away, or we have made a mistake. */
export function Trouble({ error, reset }: { error: unknown; reset: () => void }) {
  const t = useWords();
  return (
    <Center component="main" mih="60vh" p="md">
      <Stack align="center" ta="center" role="alert">
        <Title>{t("trouble.title")}</Title>
        <Text c="dimmed">{reason(error)}</Text>
        <Button
          onClick={() => {
            reset();
            window.location.reload();
          }}
        >
          {t("do.retry")}
        </Button>
      </Stack>
    </Center>
  );
}
