import { NumberInput, type NumberInputProps } from "@mantine/core";
import { minor } from "../words/format";

interface Props extends Omit<NumberInputProps, "value" | "onChange"> {
  /** In the currency's minor unit, as the server has it. */
  value?: number;
  onChange?: (value: number) => void;
  currency: string;
}

/** An amount as people write it. */
export function MoneyInput({ value, onChange, currency, ...props }: Props) {
  const unit = minor(currency);
  return (
    <NumberInput
      thousandSeparator=" "
      min={0}
      decimalScale={Math.round(Math.log10(unit))}
      suffix={` ${currency}`}
      value={value ? value / unit : ""}
      onChange={(shown) => onChange?.(Math.round(Number(shown || 0) * unit))}
      {...props}
    />
  );
}
