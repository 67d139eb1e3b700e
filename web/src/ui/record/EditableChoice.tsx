import { Menu, UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./Editable.module.css";

interface Props<Value extends string> {
  /** Names the control with its value: "Status: New". */
  label: string;
  value: Value;
  values: readonly Value[];
  render: (value: Value) => ReactNode;
  onChange: (value: Value) => void;
}

/** One of several values, which a menu changes. */
export function EditableChoice<Value extends string>(props: Props<Value>) {
  const { label, value, values, render, onChange } = props;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={classes.choice} aria-label={label}>
          {render(value)}
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {values.map((one) => (
          <Menu.Item key={one} onClick={() => one !== value && onChange(one)}>
            {render(one)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
