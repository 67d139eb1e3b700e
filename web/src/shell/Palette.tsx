import { Box, Combobox, Group, Input, Modal, Text, useCombobox } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { errorMessage } from "../api/error";
import { useWords } from "../words";
import classes from "./Palette.module.css";
import { type SearchResult, type SearchResults, useSearchResults } from "./search";

/** The search over records and pages. */
export default function Palette({ opened, close }: { opened: boolean; close: () => void }) {
  const t = useWords();
  const router = useRouter();
  const [text, setText] = useState("");
  const results = useSearchResults(text);
  const combobox = useCombobox({ opened, onDropdownClose: close });
  const go = (to: string) => {
    router.history.push(to);
    close();
  };
  const holdEnter = useFirstResult(opened, results, combobox.selectFirstOption, go);
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
              onKeyDownCapture={holdEnter}
            />
          </Combobox.EventsTarget>
          <Combobox.Options className={classes.list} aria-label={t("palette.found")}>
            {results.groups.map(([label, group]) => (
              <Combobox.Group key={label} label={label}>
                {group.map((result) => (
                  <Result key={result.to} result={result} />
                ))}
              </Combobox.Group>
            ))}
            {results.groups.length === 0 && results.isSettled && (
              <Combobox.Empty>
                {results.error ? errorMessage(results.error) : t("palette.nothing")}
              </Combobox.Empty>
            )}
          </Combobox.Options>
        </Combobox>
      </Modal.Content>
    </Modal.Root>
  );
}

function Result({ result: { label, detail, icon: Icon, to } }: { result: SearchResult }) {
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
 * Selects the first result. Enter pressed before the results of the current text are there is held until they are: those
 * on the screen belong to an earlier text.
 */
function useFirstResult(
  opened: boolean,
  { groups, isSettled }: SearchResults,
  selectFirst: () => void,
  go: (to: string) => void,
) {
  const isEnterHeld = useRef(false);
  const all = groups.flatMap(([, results]) => results.map(({ to }) => to));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each list of results
  useEffect(() => {
    if (!isSettled) return;
    selectFirst();
    if (isEnterHeld.current && all[0]) go(all[0]);
    isEnterHeld.current = false;
  }, [all.join(" "), isSettled]);
  useEffect(() => {
    if (!opened) isEnterHeld.current = false;
  }, [opened]);
  return (event: KeyboardEvent) => {
    isEnterHeld.current = event.key === "Enter" && !isSettled && !event.nativeEvent.isComposing;
    if (isEnterHeld.current) event.stopPropagation();
  };
}
