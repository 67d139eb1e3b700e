import { ActionIcon, Button, Group, Kbd, SegmentedControl, Text, Title } from "@mantine/core";
import { IconPlus, IconUser } from "@tabler/icons-react";
import { OPPORTUNITY_STATUSES, PRIORITIES, STAGES, STATUSES } from "../protocol/enums";
import { Avatar, AvatarGroup, PersonName } from "../ui/Avatar";
import { LeadStatusBadge, OpportunityStatusBadge, PriorityBadge, StageBadge, Tag } from "../ui/Badges";
import { IconLabel } from "../ui/IconLabel";
import { modKey } from "../ui/modKey";
import type { Piece } from "./piece";
import { ASHA, PEOPLE } from "./samples";

const VARIANTS = ["filled", "default", "light", "subtle"] as const;

export const BASICS: readonly Piece[] = [
  {
    name: "Text",
    source: "theme.ts",
    Show: () => (
      <>
        <Title order={1}>Title, 20/28</Title>
        <Title order={2}>Heading, 14/22</Title>
        <Text size="lg">Prose, 14/22</Text>
        <Text>Base, 13/20. ₹12,34,567 · €1,200 · £99 · नमस्ते</Text>
        <Text size="xs" c="dimmed">
          Meta, 12/16
        </Text>
      </>
    ),
  },
  {
    name: "Button",
    source: "@mantine/core",
    Show: () => (
      <>
        {VARIANTS.map((variant) => (
          <Group key={variant} gap="xs">
            <Button variant={variant}>{variant}</Button>
            <Button variant={variant} leftSection={<IconPlus size={16} aria-hidden />}>
              With icon
            </Button>
            <Button variant={variant} loading>
              Loading
            </Button>
            <Button variant={variant} disabled>
              Disabled
            </Button>
            <Button variant={variant} color="red">
              Destructive
            </Button>
          </Group>
        ))}
      </>
    ),
  },
  {
    name: "Icon button",
    source: "@mantine/core",
    Show: () => (
      <Group gap="xs">
        {(["subtle", "default", "filled"] as const).map((variant) => (
          <ActionIcon key={variant} variant={variant} aria-label={`Add, ${variant}`}>
            <IconPlus size={16} aria-hidden />
          </ActionIcon>
        ))}
        <ActionIcon disabled aria-label="Add, disabled">
          <IconPlus size={16} aria-hidden />
        </ActionIcon>
        <Button variant="default">
          <IconLabel icon={IconUser} label="Icon and label" />
        </Button>
      </Group>
    ),
  },
  {
    name: "Stage",
    source: "ui/Badges.tsx",
    Show: () => (
      <>
        {(["sm", "xs"] as const).map((size) => (
          <Group key={size} gap="xs">
            {STAGES.map((stage) => (
              <StageBadge key={stage} stage={stage} size={size} />
            ))}
          </Group>
        ))}
      </>
    ),
  },
  {
    name: "Status",
    source: "ui/Badges.tsx",
    Show: () => (
      <>
        <Group gap="md">
          {STATUSES.map((status) => (
            <LeadStatusBadge key={status} status={status} />
          ))}
        </Group>
        <Group gap="md">
          {OPPORTUNITY_STATUSES.map((status) => (
            <OpportunityStatusBadge key={status} status={status} />
          ))}
          {PRIORITIES.map((priority) => (
            <PriorityBadge key={priority} priority={priority} />
          ))}
        </Group>
      </>
    ),
  },
  {
    name: "Tag",
    source: "ui/Badges.tsx",
    Show: () => (
      <Group gap="xs">
        <Tag>priority</Tag>
        <Tag>a rather long tag of a campaign in autumn</Tag>
      </Group>
    ),
  },
  {
    name: "Avatar",
    source: "ui/Avatar.tsx",
    Show: () => (
      <Group>
        {[20, 28, 36].map((size) => (
          <Avatar key={size} person={ASHA} size={size} />
        ))}
        <AvatarGroup people={PEOPLE} />
        {PEOPLE.map((person) => (
          <PersonName key={person.id} person={person} />
        ))}
      </Group>
    ),
  },
  {
    name: "Key hint",
    source: "ui/modKey.ts",
    Show: () => (
      <Group gap="xs">
        <Kbd size="xs">{modKey()} K</Kbd>
        <Kbd size="xs">/</Kbd>
        <Kbd size="xs">?</Kbd>
      </Group>
    ),
  },
  {
    name: "Segments",
    source: "@mantine/core",
    Show: () => <SegmentedControl aria-label="View" data={["Table", "Board"]} />,
  },
];
