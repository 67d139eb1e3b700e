import { TextInput, UnstyledButton } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { useWords } from "../../words";
import classes from "./Editable.module.css";
import { type EditingOptions, useEditing } from "./useEditing";

interface Props extends EditingOptions<string> {
  label: string;
  type?: "text" | "email" | "tel";
  /** How the value is shown while it is not edited, where that differs. */
  shown?: ReactNode;
  /** Links that belong to the value, beside it. */
  aside?: ReactNode;
  /** `title` for the name of a record. */
  size?: "base" | "title";
  maxLength: number;
}

/** A text that is edited where it stands: Enter and blur save, Escape undoes. */
export function EditableText({ label, type, shown, aside, size = "base", maxLength, ...options }: Props) {
  const t = useWords();
  const ids = useId();
  const { draft, problem, begin, change, cancel, commit, leave } = useEditing(options, trimmed);
  const { button, returnFocus } = useReturnedFocus(draft === undefined);
  if (draft === undefined) {
    return (
      <span className={classes.line} data-size={size}>
        <UnstyledButton
          ref={button}
          className={classes.value}
          data-empty={options.value === "" || undefined}
          data-editable={label}
          aria-labelledby={size === "title" ? undefined : `${ids}label ${ids}value`}
          data-type={type}
          title={type === "email" ? options.value || undefined : t("record.clickToEdit")}
          onClick={begin}
        >
          <span id={`${ids}label`} hidden>
            {label}
          </span>
          <span id={`${ids}value`}>{options.value === "" ? t("do.add") : (shown ?? options.value)}</span>
        </UnstyledButton>
        {aside}
      </span>
    );
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // These keys belong to the input method while it composes a text.
    if (event.nativeEvent.isComposing) return;
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    returnFocus();
    if (event.key === "Enter") commit(draft);
    else cancel();
  };
  return (
    <TextInput
      className={size === "title" ? classes.title : classes.input}
      type={type}
      aria-label={label}
      autoFocus
      autoComplete="off"
      maxLength={maxLength}
      value={draft}
      error={problem}
      errorProps={{ fz: "xs" }}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={({ relatedTarget, currentTarget }) => {
        // The buttons of the error belong to the editor.
        if (!currentTarget.closest(".mantine-TextInput-root")?.contains(relatedTarget)) leave(draft);
      }}
    />
  );
}

const trimmed = (text: string) => text.trim();

/** Puts the focus back on the value after the keyboard has closed its editor. */
export function useReturnedFocus(isClosed: boolean) {
  const button = useRef<HTMLButtonElement>(null);
  const isDue = useRef(false);
  useEffect(() => {
    if (!isClosed || !isDue.current) return;
    isDue.current = false;
    button.current?.focus();
  }, [isClosed]);
  const returnFocus = () => {
    isDue.current = true;
  };
  return { button, returnFocus };
}
