import { Group, Kbd, Switch, Text, Title } from "@mantine/core";
import { Fragment } from "react";
import { useWords } from "../../words";
import { Dialog } from "../form/Dialog";
import { keyName } from "./CommandKeys";
import { COMMAND_IDS, COMMANDS, type Command, SECTIONS } from "./commands";
import classes from "./ShortcutSheet.module.css";
import { useSingleKeys } from "./useShortcuts";

/** Every shortcut of the app, also those of other pages. */
export default function ShortcutSheet({ opened, close }: { opened: boolean; close: () => void }) {
  const t = useWords();
  const [hasSingleKeys, setSingleKeys] = useSingleKeys();
  return (
    <Dialog opened={opened} onClose={close} title={t("shortcuts.title")} size={640}>
      <div className={classes.sections}>
        {SECTIONS.map((section) => (
          <section key={section} aria-label={t(`shortcuts.${section}`)}>
            <Title order={3} className={classes.title}>
              {t(`shortcuts.${section}`)}
            </Title>
            <dl className={classes.list}>
              {COMMAND_IDS.map((id) => COMMANDS[id])
                .filter((command) => command.section === section && command.keys)
                .map((command) => (
                  <Shortcut key={command.label} command={command} />
                ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        mt="lg"
        checked={hasSingleKeys}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        label={t("shortcuts.single")}
        description={t("shortcuts.singleHint")}
      />
    </Dialog>
  );
}

function Shortcut({ command: { label, keys = [] } }: { command: Command }) {
  const t = useWords();
  return (
    <Group className={classes.shortcut} justify="space-between" wrap="nowrap">
      <dt>{t(label) as string}</dt>
      <Group component="dd" m={0} gap={4} wrap="nowrap">
        {keys.map((key, index) => (
          <Fragment key={key}>
            {index > 0 && (
              <Text span size="xs" c="dimmed">
                {t("shortcuts.or")}
              </Text>
            )}
            <Kbd size="xs">{keyName(key)}</Kbd>
          </Fragment>
        ))}
      </Group>
    </Group>
  );
}
