import { Box, Collapse, Tabs, UnstyledButton } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./RecordPage.module.css";
import { RecordSection } from "./RecordSection";

export type RecordTab = "main" | "related";

interface Part {
  label: string;
  content: ReactNode;
}

interface Props {
  /** Where one came from, and what can be done with the record. */
  bar: ReactNode;
  header: ReactNode;
  /** What is to be done next: at the head of the main column, before everything else on a narrow screen. */
  next: ReactNode;
  details: Part;
  main: Part;
  related: Part;
  /** What writes to the main column: it stays at the end of the screen. */
  dock: ReactNode;
  tab: RecordTab;
  onTabChange: (tab: RecordTab) => void;
}

/** The page of a record: three columns, or one with tabs where there is no room for them. */
export function RecordPage({ bar, header, ...parts }: Props) {
  const isWide = useMediaQuery("(min-width: 75em)", true, { getInitialValueInEffect: false });
  return (
    <Box className={classes.page}>
      <Box className={classes.bar}>{bar}</Box>
      {header}
      {isWide ? <Columns {...parts} /> : <NarrowPage {...parts} />}
    </Box>
  );
}

type Parts = Omit<Props, "bar" | "header">;

function Columns({ details, next, main, dock, related }: Parts) {
  return (
    <Box className={classes.columns}>
      <div>
        <div className={classes.side}>
          <RecordSection title={details.label}>{details.content}</RecordSection>
        </div>
      </div>
      <div className={classes.main}>
        {next}
        {main.content}
        <div className={classes.dock}>{dock}</div>
      </div>
      <div>
        <div className={classes.side}>{related.content}</div>
      </div>
    </Box>
  );
}

function NarrowPage({ details, next, main, dock, related, tab, onTabChange }: Parts) {
  const [isOpen, { toggle }] = useDisclosure();
  return (
    <>
      {next}
      <UnstyledButton className={classes.disclosure} aria-expanded={isOpen} onClick={toggle}>
        <IconChevronRight size={16} aria-hidden />
        {details.label}
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <section className={classes.section} aria-label={details.label}>
          {details.content}
        </section>
      </Collapse>
      <Tabs
        className={classes.main}
        flex={1}
        value={tab}
        onChange={(tab) => onTabChange(tab as RecordTab)}
        keepMounted={false}
      >
        <Tabs.List grow>
          <Tabs.Tab value="main">{main.label}</Tabs.Tab>
          <Tabs.Tab value="related">{related.label}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="main" className={classes.main} flex={1}>
          {main.content}
          <div className={classes.dock}>{dock}</div>
        </Tabs.Panel>
        <Tabs.Panel value="related">{related.content}</Tabs.Panel>
      </Tabs>
    </>
  );
}
