import { Box, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  title: string;
  description?: string;
  /** A button or a figure at the end of the title. */
  action?: ReactNode;
  /** `lg` for a page of settings, `sm` for one of several beside each other. */
  size?: "sm" | "lg";
  /** Without an edge: it is a cell of a surface that has one. */
  isPlain?: boolean;
  children: ReactNode;
}

/** A titled part of a page, which is a landmark. */
export function Section({ title, description, action, size = "sm", isPlain, children }: Props) {
  const isLarge = size === "lg";
  return (
    <Box
      className={isPlain ? undefined : "panel"}
      p={isLarge ? "lg" : "md"}
      component="section"
      aria-label={title}
    >
      <Group justify="space-between" mb={description ? 4 : isLarge ? "md" : "xs"} mih={26}>
        <Title order={2} fz={isLarge ? undefined : "sm"}>
          {title}
        </Title>
        {action}
      </Group>
      {description && (
        <Text size="sm" c="dimmed" mb="md">
          {description}
        </Text>
      )}
      {children}
    </Box>
  );
}
