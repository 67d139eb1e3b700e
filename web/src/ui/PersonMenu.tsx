import { Popover, ScrollArea, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { cloneElement, type ReactElement, useState } from "react";
import { colleagues } from "../api/reads";
import type { Colleague, Person, Role } from "../api/records";
import { useWords } from "../words";
import { Named } from "./Face";
import classes from "./PersonMenu.module.css";
import { Bones, Loaded } from "./states";

/** Roles that work on enquiries and leads. */
const WORKS: readonly Role[] = [
  "admin",
  "senior_admin",
  "manager",
  "sales_executive",
  "counselor",
  "employee",
  "dev",
  "srdev",
];

/** Whether somebody of this role works on enquiries and leads. */
export function works(role: Role): boolean {
  return WORKS.includes(role);
}

/** Everybody who can be given work, once it has been read who they are. */
export function useWorkers() {
  return useQuery({ ...colleagues, select: workers });
}

function workers(all: Colleague[]): Colleague[] {
  return all.filter(({ role, status }) => status === "ACTIVE" && works(role));
}

interface Props {
  /** What opens it. */
  children: ReactElement<{ onClick?: () => void }>;
  choose: (person: Person | null) => void;
  /** What choosing none is called, where one may. */
  nobody?: string;
}

/** Chooses a colleague. */
export function PersonMenu({ children, choose, nobody }: Props) {
  const t = useWords();
  const [opened, setOpened] = useState(false);
  const [q, setQ] = useState("");
  const read = useWorkers();
  const named = (people: Colleague[]) =>
    people.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()));
  const take = (person: Person | null) => {
    setOpened(false);
    choose(person);
  };
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      onClose={() => setQ("")}
      position="bottom-start"
      width={260}
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>{cloneElement(children, { onClick: () => setOpened(!opened) })}</Popover.Target>
      <Popover.Dropdown p={6} aria-label={t("field.colleague")}>
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
            {nobody && (
              <UnstyledButton className={classes.option} onClick={() => take(null)}>
                <Text size="sm">{nobody}</Text>
              </UnstyledButton>
            )}
            <Loaded
              of={read}
              skeleton={<Bones rows={3} height={24} />}
              isEmpty={(people) => named(people).length === 0}
              empty={
                <Text size="sm" c="dimmed" p="xs">
                  {t("palette.nothing")}
                </Text>
              }
            >
              {(people) =>
                named(people).map(({ id, name }) => (
                  <UnstyledButton key={id} className={classes.option} onClick={() => take({ id, name })}>
                    <Named person={{ id, name }} />
                  </UnstyledButton>
                ))
              }
            </Loaded>
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
