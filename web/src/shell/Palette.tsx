import { Box, Combobox, Group, Input, Modal, Text, useCombobox } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { reason } from "../api/refusal";
import { useWords } from "../words";
import { type Action, type Found, useFound } from "./found";
import classes from "./Palette.module.css";

/** One box over everything: pages, leads, enquiries, people. */
export default function Palette({ opened, close }: { opened: boolean; close: () => void }) {
  const t = useWords();
  const router = useRouter();
  const [text, setText] = useState("");
  const found = useFound(text);
  const combobox = useCombobox({ opened, onDropdownClose: close });
  const go = (to: string) => {
    router.history.push(to);
    close();
  };
  const hold = useFirst(opened, found, combobox.selectFirstOption, go);
  return (
    <Modal.Root
      opened={opened}
      onClose={close}
      size={600}
      yOffset={80}
      onExitTransitionEnd={() => setText("")}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t("palette.open")}>
        <Combobox store={combobox} onOptionSubmit={go}>
          <Combobox.EventsTarget>
            <Input
              size="lg"
              variant="unstyled"
              data-autofocus
              className={classes.search}
              placeholder={t("palette.placeholder")}
              aria-label={t("palette.placeholder")}
              leftSection={<IconSearch size={18} stroke={1.7} aria-hidden />}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              onKeyDownCapture={hold}
            />
          </Combobox.EventsTarget>
          <Combobox.Options className={classes.list} aria-label={t("palette.found")}>
            {found.groups.map(([label, actions]) => (
              <Combobox.Group key={label} label={label}>
                {actions.map((action) => (
                  <Line key={action.to} action={action} />
                ))}
              </Combobox.Group>
            ))}
            {found.groups.length === 0 && found.isSettled && (
              <Combobox.Empty>{found.error ? reason(found.error) : t("palette.nothing")}</Combobox.Empty>
            )}
          </Combobox.Options>
        </Combobox>
      </Modal.Content>
    </Modal.Root>
  );
}

function Line({ action: { label, detail, icon: Icon, to } }: { action: Action }) {
  return (
    <Combobox.Option value={to} className={classes.line}>
      <Group gap="sm" wrap="nowrap">
        <Icon size={18} stroke={1.6} aria-hidden className={classes.icon} />
        <Box miw={0}>
          <Text size="sm" truncate>
            {label}
          </Text>
          {detail && (
            <Text size="xs" truncate className={classes.detail}>
              {detail}
            </Text>
          )}
        </Box>
      </Group>
    </Combobox.Option>
  );
}

/**
 * The first of what is found is the chosen one. Enter pressed before it is here waits for it: what is on the screen
 * until then is what an earlier text asked for.
 */
function useFirst(
  opened: boolean,
  { groups, isSettled }: Found,
  choose: () => void,
  go: (to: string) => void,
) {
  const waits = useRef(false);
  const all = groups.flatMap(([, actions]) => actions.map(({ to }) => to));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has another first one
  useEffect(() => {
    if (!isSettled) return;
    choose();
    if (waits.current && all[0]) go(all[0]);
    waits.current = false;
  }, [all.join(" "), isSettled]);
  useEffect(() => {
    if (!opened) waits.current = false;
  }, [opened]);
  return (event: KeyboardEvent) => {
    waits.current = event.key === "Enter" && !isSettled && !event.nativeEvent.isComposing;
    if (waits.current) event.stopPropagation();
  };
}
