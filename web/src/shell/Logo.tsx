import { Group, Text } from "@mantine/core";

interface Props {
  /** Of the icon, in pixels. */
  size?: number;
  isIconOnly?: boolean;
}

export function Logo({ size = 28, isIconOnly = false }: Props) {
  return (
    <Group gap={8} wrap="nowrap" justify="center">
      <img src="/icon.svg" width={size} height={size} alt="" />
      {!isIconOnly && (
        <Text fw={600} fz={size * 0.67} component="span" style={{ letterSpacing: "-0.02em" }}>
          Tandem
        </Text>
      )}
    </Group>
  );
}
