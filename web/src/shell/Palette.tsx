import { Box, Combobox, Group, Input, Modal, Text, useCombobox } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { errorMessage } from "../api/error";
import { CommandKeys } from "../ui/keyboard/CommandKeys";
import { COMMANDS, type CommandId } from "../ui/keyboard/commands";
import { closePalette, openPalette, usePalette } from "../ui/keyboard/palette";
import { useAvailableCommands } from "../ui/keyboard/useCommands";
import { useWords } from "../words";
import classes from "./Palette.module.css";
import { type PaletteLine, type PaletteResults, useChoiceResults, useSearchResults } from "./search";

/** Finds records and pages, and runs commands. */
export default function Palette() {
  const t = useWords();
  const { isOpen, command } = usePalette();
  return (
    <Modal.Root opened={isOpen} onClose={closePalette} size={600} yOffset={80}>
      <Modal.Overlay />
      <Modal.Content aria-label={t("palette.open")}>
        {command ? <Choices key={command} id={command} /> : <Search key="search" />}
      </Modal.Content>
    </Modal.Root>
  );
}

function Search() {
  const t = useWords();
  const [text, setText] = useState("");
  const results = useSearchResults(text);
  return <Lines text={text} setText={setText} results={results} label={t("palette.placeholder")} />;
}

/** What a command may be done with. Backspace goes back to the search. */
function Choices({ id }: { id: CommandId }) {
  const t = useWords();
  const [text, setText] = useState("");
  const results = useChoiceResults(id, text);
  const subject = useAvailableCommands().find((command) => command.id === id)?.subject;
  const label = t(COMMANDS[id].label) as string;
  return (
    <Lines
      text={text}
      setText={setText}
      results={results}
      label={subject ? `${label} · ${subject}` : label}
      onBack={() => openPalette()}
    />
  );
}

interface LinesProps {
  text: string;
  setText: (text: string) => void;
  results: PaletteResults;
  label: string;
  onBack?: () => void;
}

function Lines({ text, setText, results, label, onBack }: LinesProps) {
  const t = useWords();
  const { isOpen } = usePalette();
  const combobox = useCombobox({ opened: isOpen, onDropdownClose: closePalette });
  const run = (id: string) => {
    const line = results.groups.flatMap(([, lines]) => lines).find((line) => line.id === id);
    // Closed first: what it runs may open the palette again.
    closePalette();
    line?.run();
  };
  const holdEnter = useFirstResult(results, combobox.selectFirstOption, run);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Backspace" && text === "") onBack?.();
    holdEnter(event);
  };
  return (
    <Combobox store={combobox} onOptionSubmit={run}>
      <Combobox.EventsTarget>
        <Input
          size="lg"
          variant="unstyled"
          data-autofocus
          autoFocus
          className={classes.search}
          placeholder={label}
          aria-label={label}
          leftSection={<IconSearch size={18} stroke={1.7} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDownCapture={onKeyDown}
        />
      </Combobox.EventsTarget>
      <Combobox.Options className={classes.list} aria-label={t("palette.found")}>
        {results.groups.map(([label, lines]) =>
          label ? (
            <Combobox.Group key={label} label={label}>
              {lines.map((line) => (
                <Line key={line.id} line={line} />
              ))}
            </Combobox.Group>
          ) : (
            lines.map((line) => <Line key={line.id} line={line} />)
          ),
        )}
        {results.groups.length === 0 && results.isSettled && (
          <Combobox.Empty>
            {results.error ? errorMessage(results.error) : t("palette.nothing")}
          </Combobox.Empty>
        )}
      </Combobox.Options>
    </Combobox>
  );
}

function Line({ line: { id, label, detail, icon: Icon, image, command } }: { line: PaletteLine }) {
  return (
    <Combobox.Option value={id} className={classes.line}>
      <Group gap="sm" wrap="nowrap">
        {Icon ? <Icon size={18} stroke={1.6} className={classes.icon} /> : image}
        <Box miw={0} flex={1}>
          <Text size="sm" truncate>
            {label}
          </Text>
          {detail && (
            <Text size="xs" truncate className={classes.detail}>
              {detail}
            </Text>
          )}
        </Box>
        {command && <CommandKeys of={command} />}
      </Group>
    </Combobox.Option>
  );
}

/**
 * Selects the first line. Enter pressed before the lines of the current text are there is held until they are: those on
 * the screen belong to an earlier text.
 */
function useFirstResult(
  { groups, isSettled }: PaletteResults,
  selectFirst: () => void,
  run: (id: string) => void,
) {
  const isEnterHeld = useRef(false);
  const all = groups.flatMap(([, lines]) => lines.map(({ id }) => id));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each list of results
  useEffect(() => {
    if (!isSettled) return;
    selectFirst();
    if (isEnterHeld.current && all[0]) run(all[0]);
    isEnterHeld.current = false;
  }, [all.join(" "), isSettled]);
  return (event: KeyboardEvent) => {
    isEnterHeld.current = event.key === "Enter" && !isSettled && !event.nativeEvent.isComposing;
    if (isEnterHeld.current) event.stopPropagation();
  };
}
