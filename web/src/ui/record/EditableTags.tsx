import { ActionIcon, TagsInput } from "@mantine/core";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useWords } from "../../words";
import classes from "./Editable.module.css";
import { useReturnedFocus } from "./EditableText";
import { type EditingOptions, useEditing } from "./useEditing";

interface Props extends EditingOptions<string[]> {
  label: string;
  /** The tags while they are not edited. */
  shown: ReactNode;
}

/** Tags that are edited where they stand: Enter adds one, Enter without a text and blur save, Escape undoes. */
export function EditableTags({ label, shown, ...options }: Props) {
  const t = useWords();
  const { draft, problem, begin, change, cancel, commit, leave } = useEditing(options);
  const { button, returnFocus } = useReturnedFocus(draft === undefined);
  if (draft === undefined) {
    const Icon = options.value.length === 0 ? IconPlus : IconPencil;
    return (
      <span className={classes.tags}>
        {shown}
        <ActionIcon
          ref={button}
          size={24}
          data-editable={label}
          aria-label={t("record.editNamed", { label })}
          onClick={begin}
        >
          <Icon size={14} aria-hidden />
        </ActionIcon>
      </span>
    );
  }
  return (
    <TagsInput
      className={classes.input}
      aria-label={label}
      autoFocus
      // The text that is still typed is saved with the tags when the focus leaves.
      acceptValueOnBlur={false}
      value={draft}
      error={problem}
      errorProps={{ fz: "xs" }}
      onChange={change}
      onKeyDownCapture={(event) => {
        // These keys belong to the input method while it composes a text.
        if (event.nativeEvent.isComposing) return;
        const isEmpty = event.target instanceof HTMLInputElement && event.target.value === "";
        if (event.key !== "Escape" && !(event.key === "Enter" && isEmpty)) return;
        event.preventDefault();
        event.stopPropagation();
        returnFocus();
        if (event.key === "Enter") commit(draft);
        else cancel();
      }}
      onBlur={(event) => {
        const typed = event.currentTarget.value.trim();
        leave(typed === "" || draft.includes(typed) ? draft : [...draft, typed]);
      }}
    />
  );
}
