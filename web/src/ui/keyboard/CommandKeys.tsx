import { Kbd } from "@mantine/core";
import { modKey } from "../modKey";
import classes from "./CommandKeys.module.css";
import { COMMANDS, type CommandId } from "./commands";
import { useSingleKeys } from "./useShortcuts";

const NAMES: Record<string, string> = { ArrowDown: "↓", ArrowUp: "↑", Enter: "↵", Escape: "Esc" };

/** A key as it is printed on the keyboard. */
function keyName(key: string): string {
  const [last = "", mod] = key.split("+").reverse();
  const name = NAMES[last] ?? last;
  return mod ? `${modKey()} ${name}` : name;
}

interface KeyProps {
  name: string;
  className?: string;
  /** It is beside a label that says more than the key does. */
  isHidden?: boolean;
}

export function Key({ name, className = "", isHidden }: KeyProps) {
  return (
    <Kbd size="xs" className={`${classes.keys} ${className}`} aria-hidden={isHidden}>
      {keyName(name)}
    </Kbd>
  );
}

/** The first key of a command, beside the button or menu item that does the same. Not shown on touch screens. */
export function CommandKeys({ of: id }: { of: CommandId }) {
  const [hasSingleKeys] = useSingleKeys();
  const key = COMMANDS[id].keys?.[0];
  if (!key || (key.length === 1 && !hasSingleKeys)) return null;
  return <Key className={classes.hint} name={key} isHidden />;
}
