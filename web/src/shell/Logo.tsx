import { Group, Image, Text } from "@mantine/core";

export function Logo() {
  return (
    <Group gap={8} wrap="nowrap">
      <Image src="/icon.svg" w={28} h={28} alt="" />
      <Text fw={750} fz={19} visibleFrom="sm" style={{ letterSpacing: "-0.02em" }}>
        Tandem
      </Text>
    </Group>
  );
}
