import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { errorMessage } from "../api/error";
import { useWords } from "../words";

/** The page of an address that does not exist. */
export function NotFoundPage() {
  const t = useWords();
  useDocumentTitle(`${t("lost.title")} · Tandem`);
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

/** Shown in place of a page that failed to load or to render. */
export function ErrorPage({ error, reset }: { error: unknown; reset: () => void }) {
  const t = useWords();
  useDocumentTitle(`${t("errorPage.title")} · Tandem`);
  return (
    <Center component="main" mih="60vh" p="md">
      <Stack align="center" ta="center" role="alert">
        <Title>{t("errorPage.title")}</Title>
        <Text c="dimmed">{errorMessage(error)}</Text>
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
