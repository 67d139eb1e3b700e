import { Popover, ScrollArea, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { cloneElement, type ReactElement, useState } from "react";
import { type Colleague, colleaguesQuery, type Permission, type Person, roleAllows } from "../employees/noun";
import { useWords } from "../words";
import { PersonName } from "./Avatar";
import classes from "./PersonMenu.module.css";
import { Loaded, Skeletons } from "./states";

/** The active colleagues whose role has a permission. */
export function useColleaguesWith(permission: Permission) {
  const select = (all: Colleague[]) =>
    all.filter(({ role, status }) => status === "ACTIVE" && roleAllows(role, permission));
  return useQuery({ ...colleaguesQuery, select });
}

interface Props {
  /** What the colleagues to choose from must be allowed to do. */
  permission: Permission;
  /** The control that opens the menu. */
  children: ReactElement<{ onClick?: () => void }>;
  choose: (person: Person | null) => void;
  /** The label of the choice of no one, where that is possible. */
  noneLabel?: string;
}

/** Chooses a colleague. */
export function PersonMenu({ permission, children, choose, noneLabel }: Props) {
  const t = useWords();
  const [opened, setOpened] = useState(false);
  const select = (person: Person | null) => {
    setOpened(false);
    choose(person);
  };
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={260}
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>{cloneElement(children, { onClick: () => setOpened(!opened) })}</Popover.Target>
      <Popover.Dropdown p={6} aria-label={t("field.colleague")}>
        <PersonSearch permission={permission} select={select} noneLabel={noneLabel} />
      </Popover.Dropdown>
    </Popover>
  );
}

interface PersonSearchProps extends Pick<Props, "permission" | "noneLabel"> {
  select: (person: Person | null) => void;
}

function PersonSearch({ permission, noneLabel, select }: PersonSearchProps) {
  const t = useWords();
  const [q, setQ] = useState("");
  const colleagues = useColleaguesWith(permission);
  const matching = (people: Colleague[]) =>
    people.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()));
  return (
    <>
      <TextInput
        size="xs"
        mb={6}
        data-autofocus
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
        placeholder={t("field.colleague")}
        aria-label={t("field.colleague")}
      />
      <ScrollArea.Autosize mah={280}>
        <Stack gap={0}>
          {noneLabel && (
            <UnstyledButton className={classes.option} onClick={() => select(null)}>
              <Text size="sm">{noneLabel}</Text>
            </UnstyledButton>
          )}
          <Loaded
            query={colleagues}
            skeleton={<Skeletons rows={3} height={24} />}
            isEmpty={(people) => matching(people).length === 0}
            empty={<NothingFound />}
          >
            {(people) =>
              matching(people).map(({ id, name }) => (
                <UnstyledButton key={id} className={classes.option} onClick={() => select({ id, name })}>
                  <PersonName person={{ id, name }} />
                </UnstyledButton>
              ))
            }
          </Loaded>
        </Stack>
      </ScrollArea.Autosize>
    </>
  );
}

function NothingFound() {
  const t = useWords();
  return (
    <Text size="sm" c="dimmed" p="xs">
      {t("state.noMatch")}
    </Text>
  );
}
