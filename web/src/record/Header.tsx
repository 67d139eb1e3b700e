import { Badge, Box, Button, Group, Menu, Text, Title } from "@mantine/core";
import { IconChevronDown, IconMail } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { answer, api } from "../api/client";
import { type Contact, STATUSES, type Status } from "../api/records";
import { loudly, useContactChange } from "../live/change";
import { useWatchers } from "../live/presence";
import { writeTo } from "../shell/links";
import { StatusMark } from "../ui/Badges";
import { Faces } from "../ui/Face";
import { useWords } from "../words";
import { Owner } from "./Owner";
import { RecordMenu } from "./RecordMenu";
import { StageStepper } from "./StageStepper";

/** Who it is, where they stand, whose they are, and who else looks. */
export function Header({ contact }: { contact: Contact }) {
  const t = useWords();
  const others = useWatchers("lead", contact.id);
  return (
    <Box className="panel" p="md" mb="md">
      <Group justify="space-between" align="start" mb="md">
        <Box miw={0}>
          <Group gap="sm">
            <Title order={1} style={{ overflowWrap: "anywhere" }}>
              {contact.name}
            </Title>
            <StatusChoice contact={contact} />
            {contact.unsubscribedAt && (
              <Badge variant="default" tt="none">
                {t("record.unsubscribed")}
              </Badge>
            )}
          </Group>
          <Text c="dimmed" size="sm" style={{ overflowWrap: "anywhere" }}>
            {[contact.title, contact.organisation].filter(Boolean).join(" · ")}
          </Text>
        </Box>
        <Group gap="xs">
          {others.length > 0 && (
            <Group gap={6} role="group" aria-label={t("record.alsoHere")}>
              <Text size="xs" c="dimmed">
                {t("record.alsoHere")}
              </Text>
              <Faces people={others} />
            </Group>
          )}
          {contact.email && (
            <Button
              component={Link}
              to={writeTo(contact.id)}
              variant="default"
              leftSection={<IconMail size={16} aria-hidden />}
            >
              {t("record.write")}
            </Button>
          )}
          <Owner contact={contact} />
          <RecordMenu contact={contact} />
        </Group>
      </Group>
      <StageStepper contact={contact} />
    </Box>
  );
}

function StatusChoice({ contact }: { contact: Contact }) {
  const t = useWords();
  const change = useContactChange();
  const set = (status: Status) =>
    void loudly(
      change({
        before: contact,
        guess: { status },
        send: () =>
          answer(
            api.PATCH("/api/leads/{id}/status", { params: { path: { id: contact.id } }, body: { status } }),
          ),
      }),
    );
  // Those are set by the opportunity.
  const isClosed = contact.status === "WON" || contact.status === "LOST";
  if (isClosed) return <StatusMark status={contact.status} />;
  return (
    <Menu>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          px={4}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={t("record.status", { status: t(`status.${contact.status}`) })}
        >
          <StatusMark status={contact.status} style={{ cursor: "pointer" }} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {STATUSES.filter((status) => status !== "WON" && status !== "LOST").map((status) => (
          <Menu.Item key={status} onClick={() => set(status)}>
            {t(`status.${status}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
