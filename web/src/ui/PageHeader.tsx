import { Group, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

interface Props {
  title: string;
  /** Shown beside the title. */
  aside?: ReactNode;
  /** What narrows the page. */
  filters?: ReactNode;
  /** The tools of the page, at its right edge. */
  children?: ReactNode;
}

/** The head of a page, whose title is that of the document as well. */
export function PageHeader({ title, aside, filters, children }: Props) {
  useDocumentTitle(`${title} · Tandem`);
  return (
    <Group justify="space-between" mb="sm">
      <Group gap="sm">
        <Title order={1}>{title}</Title>
        {aside}
      </Group>
      {filters}
      {children}
    </Group>
  );
}
