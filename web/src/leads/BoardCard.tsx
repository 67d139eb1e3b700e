import { useDraggable } from "@dnd-kit/core";
import { ActionIcon, Anchor, Box, Group, Menu, Text } from "@mantine/core";
import { IconArrowRight, IconDotsVertical, IconGripVertical, IconMail } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type Contact, STAGES, type Stage } from "../api/records";
import { writeTo } from "../shell/links";
import { StatusMark } from "../ui/Badges";
import { Face } from "../ui/Face";
import { useWords } from "../words";
import classes from "./Board.module.css";

interface Props {
  contact: Contact;
  /** It is at another stage by now, and shows here until the pointer leaves. */
  isGone: boolean;
  move: (contact: Contact, to: Stage) => void;
}

export function BoardCard({ contact, isGone, move }: Props) {
  const t = useWords();
  const drag = useDraggable({ id: contact.id, data: { contact } });
  return (
    <Box
      ref={drag.setNodeRef}
      className={classes.card}
      data-dragging={drag.isDragging || undefined}
      data-gone={isGone || undefined}
      data-contact={contact.id}
    >
      <ActionIcon
        ref={drag.setActivatorNodeRef}
        size="sm"
        className={classes.grip}
        {...drag.attributes}
        {...drag.listeners}
        aria-label={t("board.drag", { name: contact.name })}
      >
        <IconGripVertical size={15} aria-hidden />
      </ActionIcon>
      <Box miw={0} flex={1} {...drag.listeners} onKeyDown={undefined}>
        <CardText contact={contact} />
      </Box>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="sm" aria-label={t("board.menu", { name: contact.name })}>
            <IconDotsVertical size={15} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {contact.email && (
            <>
              <Menu.Item
                component={Link}
                to={writeTo(contact.id)}
                leftSection={<IconMail size={14} aria-hidden />}
              >
                {t("record.write")}
              </Menu.Item>
              <Menu.Divider />
            </>
          )}
          <Menu.Label>{t("board.moveTo")}</Menu.Label>
          {STAGES.filter((stage) => stage !== contact.stage).map((stage) => (
            <Menu.Item
              key={stage}
              leftSection={<IconArrowRight size={14} aria-hidden />}
              onClick={() => move(contact, stage)}
            >
              {t(`stage.${stage}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Box>
  );
}

function CardText({ contact }: { contact: Contact }) {
  return (
    <>
      <Anchor
        component={Link}
        to={`/leads/${contact.id}`}
        size="sm"
        fw={600}
        c="var(--mantine-color-text)"
        truncate
        display="block"
        draggable={false}
      >
        {contact.name}
      </Anchor>
      {contact.organisation && (
        <Text size="xs" c="dimmed" truncate>
          {contact.organisation}
        </Text>
      )}
      <Group gap={6} mt={6} justify="space-between" wrap="nowrap">
        <StatusMark status={contact.status} size="sm" />
        {contact.owner && <Face person={contact.owner} size={22} />}
      </Group>
    </>
  );
}

/** The card in the hand. */
export function CardFace({ contact, isLifted }: { contact: Contact; isLifted?: boolean }) {
  return (
    <Box className={classes.card} data-lifted={isLifted || undefined}>
      <Box miw={0} flex={1}>
        <CardText contact={contact} />
      </Box>
    </Box>
  );
}
