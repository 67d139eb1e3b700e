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
import { notifications, unreadTotal } from "../api/reads";
import type { Notification } from "../api/records";
import { keys } from "../live/keys";
import { type List, mapped, rows } from "../live/list";
import { client } from "../session/client";
import { Ago } from "../ui/clock";
import { More } from "../ui/More";
import { complain } from "../ui/notify";
import { Bones, Empty, Problem } from "../ui/states";
import { useWords } from "../words";
import classes from "./Bell.module.css";
import { linkTo } from "./links";

async function markRead(ids?: string[]): Promise<void> {
  const readAt = new Date().toISOString();
  client.setQueryData<List<Notification>>(
    keys.notifications,
    (list) => list && mapped(list, (one) => (!ids || ids.includes(one.id) ? { ...one, readAt } : one)),
  );
  await answer(api.POST("/api/notifications/read", { body: { ids } })).catch(complain);
  await client.invalidateQueries({ queryKey: unreadTotal.queryKey });
}

/** What concerns oneself: given, mentioned, due. */
export function Bell() {
  const t = useWords();
  const [opened, setOpened] = useState(false);
  const unread = useQuery(unreadTotal).data;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={360}
      trapFocus
      returnFocus
      shadow="md"
    >
      <Indicator disabled={!unread} label={unread && unread > 99 ? "99+" : unread} size={16} offset={5}>
        <Popover.Target>
          <ActionIcon
            size="lg"
            onClick={() => setOpened(!opened)}
            aria-label={unread === undefined ? t("bell.openUnknown") : t("bell.open", { count: unread })}
          >
            <IconBell size={20} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} maw="calc(100vw - 16px)">
        <Group justify="space-between" px="md" py="xs">
          <Text fw={650}>{t("bell.title")}</Text>
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
  const list = useInfiniteQuery(notifications);
  if (list.isPending) return <Bones rows={3} />;
  if (list.isError && !list.data) return <Problem error={list.error} retry={() => void list.refetch()} />;
  const lines = rows(list.data);
  if (lines.length === 0)
    return <Empty icon={IconBellOff} title={t("bell.empty")} hint={t("bell.emptyHint")} />;
  const open = (line: Notification) => {
    void markRead([line.id]);
    close();
    router.history.push(linkTo(line.entity, line.employeeId));
  };
  return (
    <ScrollArea.Autosize mah={420} viewportProps={{ tabIndex: 0 }}>
      <Stack gap={0} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
        {lines.map((line) => (
          <li key={line.id}>
            <UnstyledButton
              className={classes.line}
              data-unread={!line.readAt || undefined}
              onClick={() => open(line)}
            >
              <Text size="sm" fw={line.readAt ? 400 : 600} lineClamp={2}>
                {t(`bell.${line.kind}`, { by: line.by?.name ?? "" })} {line.text}
              </Text>
              <Text size="xs" c="dimmed">
                <Ago time={line.createdAt} />
              </Text>
            </UnstyledButton>
          </li>
        ))}
      </Stack>
      <More list={list} />
    </ScrollArea.Autosize>
  );
}
