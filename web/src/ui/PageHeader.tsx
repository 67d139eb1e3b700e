import { Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { createContext, type ReactNode, useContext } from "react";
import { createPortal } from "react-dom";
import classes from "./PageHeader.module.css";

/** Where a phone shows the title of the page: its header, which has no room to spare below it. */
export const TitleSlot = createContext<HTMLElement | null>(null);

interface Props {
  title: string;
  /** Shown beside the title: the view of a list. */
  aside?: ReactNode;
  /** On a phone, it is in the second row instead, which has room for it. */
  isAsideBelow?: boolean;
  /** What narrows the page. */
  filters?: ReactNode;
  /** The actions of the page, at its right edge. */
  children?: ReactNode;
}

/** The one bar of a page. Its title is that of the document as well. */
export function PageHeader({ title, aside, isAsideBelow = false, filters, children }: Props) {
  useDocumentTitle(`${title} · Tandem`);
  const slot = useContext(TitleSlot);
  const isBelow = isAsideBelow && slot !== null;
  const head = (
    <div className={classes.head}>
      <Title order={1} className={classes.title}>
        {title}
      </Title>
      {!isBelow && aside}
    </div>
  );
  if (slot && !filters && !children && !isBelow) return createPortal(head, slot);
  return (
    <div className={classes.bar}>
      {slot ? createPortal(head, slot) : head}
      <div className={classes.filters}>
        {isBelow && aside}
        {filters}
      </div>
      {children && <div className={classes.actions}>{children}</div>}
    </div>
  );
}
