import type { CSSProperties, ReactNode } from "react";
import type { EnquiryStatus, Priority } from "../enquiries/noun";
import type { Stage, Status } from "../leads/noun";
import type { OpportunityStatus } from "../opportunities/noun";
import { useWords } from "../words";
import classes from "./Badges.module.css";
import { STAGE_COLORS, STATUS_COLORS } from "./colors";

interface Props {
  /** A colour of the theme. It never says more than the text does. */
  color: string;
  size?: "xs" | "sm";
  children: ReactNode;
}

/** A status: a dot and a word. */
export function StatusBadge({ color, size = "sm", children }: Props) {
  return (
    <span className={classes.status} data-size={size}>
      <span className={classes.dot} style={{ background: `var(--mantine-color-${color}-6)` }} aria-hidden />
      {children}
    </span>
  );
}

/** A tag of a record. */
export function Tag({ children }: { children: string }) {
  return <span className={classes.tag}>{children}</span>;
}

/** A stage, which alone has a colour: the further it is, the stronger. */
export function StageBadge({ stage, size = "sm" }: { stage: Stage; size?: "xs" | "sm" }) {
  const t = useWords();
  return (
    <span
      className={classes.stage}
      data-size={size}
      style={{ "--stage": STAGE_COLORS[stage] } as CSSProperties}
    >
      {t(`stage.${stage}`)}
    </span>
  );
}

export function LeadStatusBadge({ status, size }: { status: Status; size?: "xs" | "sm" }) {
  const t = useWords();
  return (
    <StatusBadge color={STATUS_COLORS[status]} size={size}>
      {t(`status.${status}`)}
    </StatusBadge>
  );
}

const ENQUIRY_COLORS: Record<EnquiryStatus, string> = {
  unclaimed: "orange",
  claimed: "blue",
  contacted: "cyan",
  converted: "teal",
  lost: "gray",
};

export function EnquiryStatusBadge({ status }: { status: EnquiryStatus }) {
  const t = useWords();
  return <StatusBadge color={ENQUIRY_COLORS[status]}>{t(`enquiryStatus.${status}`)}</StatusBadge>;
}

const PRIORITY_COLORS: Record<Priority, string> = { high: "red", medium: "yellow", low: "gray" };

export function PriorityBadge({ priority }: { priority: Priority }) {
  const t = useWords();
  return <StatusBadge color={PRIORITY_COLORS[priority]}>{t(`priority.${priority}`)}</StatusBadge>;
}

const OPPORTUNITY_COLORS: Record<OpportunityStatus, string> = { OPEN: "violet", WON: "teal", LOST: "gray" };

export function OpportunityStatusBadge({ status }: { status: OpportunityStatus }) {
  const t = useWords();
  return <StatusBadge color={OPPORTUNITY_COLORS[status]}>{t(`opportunity.${status}`)}</StatusBadge>;
}
