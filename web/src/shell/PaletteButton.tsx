import { ActionIcon, Group, Text, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { CommandKeys } from "../ui/keyboard/CommandKeys";
import { openPalette, usePalette } from "../ui/keyboard/palette";
import { useWords } from "../words";
import classes from "./PaletteButton.module.css";

const load = () => import("./Palette");
const Palette = lazy(load);

/** Opens the palette with a click. Its code is loaded when it is opened, or soon after the page. */
export function PaletteButton() {
  const t = useWords();
  const { isOpen } = usePalette();
  const [isLoaded, setLoaded] = useState(false);
  if (isOpen && !isLoaded) setLoaded(true);
  // Preloaded once the page shows, so that the first letters of a search are not lost.
  useEffect(() => {
    const timer = setTimeout(() => void load(), 1_500);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <UnstyledButton className={classes.button} onClick={() => openPalette()} visibleFrom="sm">
        <Group gap={8} wrap="nowrap" justify="space-between">
          <Group gap={8} wrap="nowrap">
            <IconSearch size={16} stroke={1.8} aria-hidden />
            <Text size="sm">{t("palette.open")}</Text>
          </Group>
          <CommandKeys of="palette.open" />
        </Group>
      </UnstyledButton>
      <ActionIcon ml="auto" onClick={() => openPalette()} aria-label={t("palette.open")} hiddenFrom="sm">
        <IconSearch size={20} stroke={1.7} aria-hidden />
      </ActionIcon>
      {isLoaded && (
        <Suspense>
          <Palette />
        </Suspense>
      )}
    </>
  );
}
