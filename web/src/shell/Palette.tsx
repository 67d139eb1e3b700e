import { Box, Combobox, type ComboboxStore, Group, Input, Modal, Text, useCombobox } from "@mantine/core";
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
      // While it fades out it would still receive keys.
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
  const { list, holdEnter } = useSelectedLine(results, `${command} ${text}`, combobox, run);
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
      <Combobox.Options ref={list} className={classes.list} aria-label={t("palette.found")} tabIndex={0}>
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
 * Selects the first line of each question, which is a text or a command. Lines that arrive later leave the selected one
 * selected, wherever it is then. Enter pressed before the lines of the current question are there is held until they are:
 * those on the screen belong to an earlier one.
 */
function useSelectedLine(
  { groups, isSettled }: PaletteResults,
  question: string,
  { selectFirstOption, updateSelectedOptionIndex }: ComboboxStore,
  run: (id: string) => void,
) {
  const list = useRef<HTMLDivElement>(null);
  const isEnterHeld = useRef(false);
  const answered = useRef<string>(undefined);
  const all = groups.flatMap(([, lines]) => lines.map(({ id }) => id));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each list of results
  useEffect(() => {
    const isNew = answered.current !== question;
    answered.current = isSettled && all.length > 0 ? question : undefined;
    if (!isSettled) return;
    if (isNew) selectFirstOption();
    else updateSelectedOptionIndex(selectedIndex(list.current));
    if (isNew && isEnterHeld.current && all[0]) run(all[0]);
    isEnterHeld.current = false;
  }, [all.join(" "), isSettled, question]);
  const holdEnter = (event: KeyboardEvent) => {
    isEnterHeld.current = event.key === "Enter" && !isSettled && !event.nativeEvent.isComposing;
    if (isEnterHeld.current) event.stopPropagation();
  };
  return { list, holdEnter };
}

function selectedIndex(list: HTMLElement | null): number {
  const lines = [...(list?.querySelectorAll("[data-combobox-option]") ?? [])];
  return lines.findIndex((line) => line.hasAttribute("data-combobox-selected"));
}
