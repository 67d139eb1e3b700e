import { Skeleton, Tooltip, UnstyledButton } from "@mantine/core";
import type { IconProps } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { count } from "../words/format";
import classes from "./Sidebar.module.css";
import { useSidebar } from "./sidebar";

interface Props {
  to: LinkProps["to"];
  search?: object;
  label: string;
  icon: ComponentType<IconProps>;
  isCurrent: boolean;
  /** The query of the number beside the label. */
  countQuery?: { data: number | undefined; isPending: boolean };
}

/** A page or a view in the sidebar, with its number once that is read. */
export function SidebarLink({ to, search, label, icon: Icon, isCurrent, countQuery }: Props) {
  const { isCollapsed } = useSidebar();
  const total = countQuery?.data;
  return (
    <Tooltip label={label} disabled={!isCollapsed} position="right">
      <UnstyledButton
        component={Link}
        to={to}
        search={search as never}
        aria-current={isCurrent ? "page" : undefined}
        data-counted={Boolean(total) || undefined}
        className={classes.link}
      >
        <Icon size={16} stroke={1.7} aria-hidden className={classes.icon} />
        <span className={classes.label}>{label}</span> {countQuery?.isPending && <Skeleton w={20} h={14} />}
        {total ? <span className={classes.count}>{count(total)}</span> : null}
      </UnstyledButton>
    </Tooltip>
  );
}
