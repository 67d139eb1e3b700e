import { Group, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./RecordPage.module.css";

interface Props {
  title: string;
  /** A button or filters at the end of the title. */
  action?: ReactNode;
  children: ReactNode;
}

/** A titled part of a record's page, which is a landmark. A line separates it from the one above. */
export function RecordSection({ title, action, children }: Props) {
  return (
    <section className={classes.section} aria-label={title}>
      <Group justify="space-between" gap={8} mih={28} mb={4}>
        <Title order={2} fz="sm" fw={500}>
          {title}
        </Title>
        {action}
      </Group>
      {children}
    </section>
  );
}
