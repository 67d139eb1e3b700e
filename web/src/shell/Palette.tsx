import { Box, Combobox, Group, Input, Modal, Text, useCombobox } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { errorMessage } from "../api/error";
import { useOpenedLater } from "../ui/form/useOpenedLater";
import { CommandKeys } from "../ui/keyboard/CommandKeys";
import { COMMANDS, type CommandId } from "../ui/keyboard/commands";
import { closePalette, openPalette, usePalette } from "../ui/keyboard/palette";
import { useAvailableCommands } from "../ui/keyboard/useCommands";
import { useWords } from "../words";
import classes from "./Palette.module.css";
import { type PaletteLine, type PaletteResults, useChoiceResults, useSearchResults } from "./search";

/** After how many milliseconds a closed dialog has given the focus back. */
const FOCUS_RETURN = 30;

/** Finds records and pages, and runs commands. */
export default function Palette() {
  const t = useWords();
  const opened = useOpenedLater(usePalette().isOpen);
  return (
    <Modal.Root
      opened={opened}
      onClose={closePalette}
      size={600}
      yOffset={80}
      // A palette that fades would take the next key.
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t("palette.open")}>
        <Content />
      </Modal.Content>
    </Modal.Root>
  );
}

/** The search, or the choices of a command, of which Backspace goes back to the search. */
function Content() {
  const t = useWords();
  const { isOpen, command } = usePalette();
  const [typed, setTyped] = useState({ command, text: "" });
  const text = typed.command === command ? typed.text : "";
  const found = useSearchResults(command ? "" : text);
  const choices = useChoiceResults(command, text);
  const results = command ? choices : found;
  const label = useLabel(command);
  const combobox = useCombobox({ opened: isOpen, onDropdownClose: closePalette });
  const run = (id: string) => {
    const line = results.groups.flatMap(([, lines]) => lines).find((line) => line.id === id);
    if (line?.hasChoices) return line.run();
    closePalette();
    // The focus goes back first: a dialog that is opened then gives it back to the same place.
    if (line) setTimeout(line.run, FOCUS_RETURN);
  };
  const holdEnter = useFirstResult(results, combobox.selectFirstOption, run);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Backspace" && text === "" && command) openPalette();
    holdEnter(event);
  };
  return (
    <Combobox store={combobox} onOptionSubmit={run}>
      <Combobox.EventsTarget>
        <Input
          size="lg"
          variant="unstyled"
          data-autofocus
          className={classes.search}
          placeholder={label}
          aria-label={label}
          leftSection={<IconSearch size={18} stroke={1.7} aria-hidden />}
          value={text}
          onChange={(event) => setTyped({ command, text: event.currentTarget.value })}
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

/** What is typed in: what is searched, or what the command is and for whom. */
function useLabel(command: CommandId | undefined): string {
  const t = useWords();
  const subject = useAvailableCommands().find(({ id }) => id === command)?.subject;
  if (!command) return t("palette.placeholder");
  return [t(COMMANDS[command].label) as string, subject].filter(Boolean).join(" · ");
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
