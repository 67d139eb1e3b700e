import { NumberInput, type NumberInputProps } from "@mantine/core";
import { minor, numberStyle } from "../../words/format";

interface Props extends Omit<NumberInputProps, "value" | "onChange"> {
  /** In minor units, as the server has it. */
  value?: number;
  onChange?: (value: number) => void;
  currency: string;
}

/** An amount of money, shown and typed in major units. */
export function MoneyInput({ value, onChange, currency, ...props }: Props) {
  const unit = minor(currency);
  return (
    <NumberInput
      {...numberStyle()}
      min={0}
      decimalScale={Math.round(Math.log10(unit))}
      suffix={` ${currency}`}
      value={value ? value / unit : ""}
      onChange={(shown) => onChange?.(Math.round(Number(shown || 0) * unit))}
      {...props}
    />
  );
}
