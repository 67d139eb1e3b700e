import { ActionIcon, Group, Kbd, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { modKey } from "../ui/modKey";
import { useWords } from "../words";
import classes from "./PaletteButton.module.css";

const load = () => import("./Palette");
const Palette = lazy(load);

/** Opens the search palette with a click or Cmd+K. Its code is loaded when it is opened, or soon after the page. */
export function PaletteButton() {
  const t = useWords();
  const [opened, { open, close }] = useDisclosure();
  const [isLoaded, setLoaded] = useState(false);
  if (opened && !isLoaded) setLoaded(true);
  useHotkeys([["mod+K", open]], []);
  // Preloaded once the page shows, so that the first letters of a search are not lost.
  useEffect(() => {
    const timer = setTimeout(() => void load(), 1_500);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <UnstyledButton className={classes.button} onClick={open} visibleFrom="sm">
        <Group gap={8} wrap="nowrap" justify="space-between">
          <Group gap={8} wrap="nowrap">
            <IconSearch size={16} stroke={1.8} aria-hidden />
            <Text size="sm">{t("palette.open")}</Text>
          </Group>
          <Kbd size="xs">{modKey()} K</Kbd>
        </Group>
      </UnstyledButton>
      <ActionIcon ml="auto" onClick={open} aria-label={t("palette.open")} hiddenFrom="sm">
        <IconSearch size={20} stroke={1.7} aria-hidden />
      </ActionIcon>
      {isLoaded && (
        <Suspense>
          <Palette opened={opened} close={close} />
        </Suspense>
      )}
    </>
  );
}
