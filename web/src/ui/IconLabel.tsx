import { Group } from "@mantine/core";
import type { IconProps } from "@tabler/icons-react";
import type { ComponentType } from "react";

/** An icon and its label, which is only read aloud on a narrow screen. */
export function IconLabel({ icon: Icon, label }: { icon: ComponentType<IconProps>; label: string }) {
  return (
    <Group gap={6} wrap="nowrap" h={22}>
      <Icon size={16} aria-hidden />
      <span className="wide-label">{label}</span>
    </Group>
  );
}
