import {
  ActionIcon,
  Button,
  Group,
  Indicator,
  Popover,
  ScrollArea,
  Stack,
  Text,
  UnstyledButton,
} from "@mantine/core";
import { IconBell, IconBellOff } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../api/client";
import { type List, mapRows } from "../live/list";
import {
  type Notification,
  notificationKeys,
  notificationsQuery,
  unreadTotalQuery,
} from "../notifications/noun";
import { linkTo } from "../nouns";
import { client } from "../session/client";
import { Ago } from "../ui/clock";
import { LoadedList } from "../ui/list/LoadedList";
import { LoadMore } from "../ui/list/LoadMore";
import { toastError } from "../ui/notify";
import { EmptyState, Skeletons } from "../ui/states";
import { useWords } from "../words";
import classes from "./Bell.module.css";

async function markRead(ids?: string[]): Promise<void> {
  const readAt = new Date().toISOString();
  client.setQueryData<List<Notification>>(
    notificationKeys.lists,
    (list) => list && mapRows(list, (line) => (!ids || ids.includes(line.id) ? { ...line, readAt } : line)),
  );
  try {
    await answer(api.POST("/api/notifications/read", { body: { ids } }));
  } catch (thrown) {
    toastError(thrown);
    await client.invalidateQueries({ queryKey: notificationKeys.lists });
  }
  await client.invalidateQueries({ queryKey: unreadTotalQuery.queryKey });
}

/** The notifications of the signed-in employee: assignments, mentions, due tasks. */
export function Bell() {
  const t = useWords();
  const [opened, setOpened] = useState(false);
  const unread = useQuery(unreadTotalQuery).data;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={360}
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>
        <ActionIcon
          className={classes.bell}
          onClick={() => setOpened(!opened)}
          aria-label={unread === undefined ? t("bell.openUnknown") : t("bell.open", { count: unread })}
        >
          <Indicator
            display="flex"
            disabled={!unread}
            label={unread && unread > 99 ? "99+" : unread}
            size={15}
            offset={1}
          >
            <IconBell size={18} stroke={1.7} aria-hidden />
          </Indicator>
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} maw="calc(100vw - 16px)">
        <Group justify="space-between" px="md" py="xs">
          <Text fw={600}>{t("bell.title")}</Text>
          <Button size="compact-xs" variant="subtle" disabled={unread === 0} onClick={() => void markRead()}>
            {t("bell.readAll")}
          </Button>
        </Group>
        {opened && <Lines close={() => setOpened(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function Lines({ close }: { close: () => void }) {
  const t = useWords();
  const router = useRouter();
  const list = useInfiniteQuery(notificationsQuery);
  const open = (line: Notification) => {
    void markRead([line.id]);
    close();
    const link = linkTo(line.entity, line.employeeId);
    if (link) router.history.push(link);
  };
  return (
    <LoadedList
      query={list}
      skeleton={<Skeletons rows={3} />}
      empty={<EmptyState icon={IconBellOff} title={t("bell.empty")} hint={t("bell.emptyHint")} />}
    >
      {(lines) => (
        <ScrollArea.Autosize mah={420} viewportProps={{ tabIndex: 0 }}>
          <Stack gap={0} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
            {lines.map((line) => (
              <Line key={line.id} line={line} open={open} />
            ))}
          </Stack>
          <LoadMore list={list} />
        </ScrollArea.Autosize>
      )}
    </LoadedList>
  );
}

function Line({ line, open }: { line: Notification; open: (line: Notification) => void }) {
  const t = useWords();
  const { kind, by, text, readAt, createdAt } = line;
  return (
    <li>
      <UnstyledButton className={classes.line} data-unread={!readAt || undefined} onClick={() => open(line)}>
        <Text size="sm" fw={readAt ? 400 : 600} lineClamp={2}>
          {t(`bell.${kind}`, { by: by?.name ?? t("timeline.byItself"), text })}
        </Text>
        <Text size="xs" c="dimmed">
          <Ago time={createdAt} />
        </Text>
      </UnstyledButton>
    </li>
  );
}
