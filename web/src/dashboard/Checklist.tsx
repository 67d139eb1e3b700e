import { Anchor, Box, Button, Group, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconCheck, IconCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { colleaguesQuery } from "../employees/noun";
import { CopyFormLink } from "../enquiries/CopyFormLink";
import { useCan, useMe } from "../session/me";
import { useWords } from "../words";
import type { Counters } from "./reads";

/** The first steps of a new company, until all are done or the list is hidden. */
export function Checklist({ counters }: { counters: Counters }) {
  const t = useWords();
  const me = useMe();
  const manages = useCan("users.manage");
  const people = useQuery(colleaguesQuery).data;
  const [isHidden, hide] = useLocalStorage({ key: `tandem.checklist.${me.companyId}`, defaultValue: false });
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((sum, n) => sum + n, 0);
  const steps = [
    { word: t("checklist.people"), to: "/settings/accounts", isDone: (people?.length ?? 0) > 1 },
    { word: t("checklist.enquiry"), isDone: sum(counters.enquiries) > 0 },
    { word: t("checklist.leads"), to: "/leads/import", isDone: sum(counters.contacts) > 0 },
    { word: t("checklist.deal"), to: "/leads?as=board", isDone: counters.deals.count > 0 },
  ];
  if (!manages || !people || isHidden || steps.every(({ isDone }) => isDone)) return null;
  return (
    <Box className="panel" p="md" mb="md" component="section" aria-label={t("checklist.title")}>
      <Group justify="space-between" mb="sm">
        <Title order={2} fz="md">
          {t("checklist.title")}
        </Title>
        <Button size="compact-xs" variant="subtle" onClick={() => hide(true)}>
          {t("checklist.hide")}
        </Button>
      </Group>
      <Stack gap="sm">
        {steps.map(({ word, to, isDone }) => (
          <Group key={word} gap="sm" wrap="nowrap">
            <ThemeIcon size={24} radius="xl" variant="light" color={isDone ? "teal" : "gray"}>
              {isDone ? <IconCheck size={14} aria-hidden /> : <IconCircle size={12} aria-hidden />}
            </ThemeIcon>
            {to && !isDone ? (
              <Anchor component={Link} to={to} size="sm">
                {word}
              </Anchor>
            ) : (
              <Text size="sm" c={isDone ? "dimmed" : undefined} td={isDone ? "line-through" : undefined}>
                {word}
              </Text>
            )}
            {!to && !isDone && <CopyFormLink />}
          </Group>
        ))}
      </Stack>
    </Box>
  );
}
