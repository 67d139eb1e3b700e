import { Group, Text, type TextProps } from "@mantine/core";

interface Props extends Pick<TextProps, "visibleFrom"> {
  /** Of the icon, in pixels. */
  size?: number;
}

export function Logo({ size = 28, visibleFrom }: Props) {
  return (
    <Group gap={8} wrap="nowrap" justify="center">
      <img src="/icon.svg" width={size} height={size} alt="" />
      <Text
        fw={600}
        fz={size * 0.67}
        visibleFrom={visibleFrom}
        component="span"
        style={{ letterSpacing: "-0.02em" }}
      >
        Tandem
      </Text>
    </Group>
  );
}
