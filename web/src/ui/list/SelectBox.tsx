import classes from "./SelectBox.module.css";

interface Props {
  label: string;
  isChecked: boolean;
  /** Some of what it stands for is selected. */
  isMixed?: boolean;
  onChange: (isChecked: boolean) => void;
}

/** The checkbox of a row, or of all. A plain input: with every frame of scrolling, several of them are made. */
export function SelectBox({ label, isChecked, isMixed = false, onChange }: Props) {
  return (
    <label className={classes.target}>
      <input
        type="checkbox"
        className={classes.box}
        aria-label={label}
        checked={isChecked}
        ref={(input) => {
          if (input) input.indeterminate = isMixed;
        }}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </label>
  );
}
