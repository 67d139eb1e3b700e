import { Badge, type BadgeProps } from "@mantine/core";
import type { EnquiryStatus, Priority, Stage, Status } from "../api/records";
import { STAGE_COLORS, STATUS_COLORS } from "../theme";
import { useWords } from "../words";

interface Props extends BadgeProps {
  hue: string;
  children: React.ReactNode;
}

/** A word with a colour. The colour says nothing that the word does not. */
export function Mark({ hue, children, style, ...props }: Props) {
  // Light badges carry text: darker than the library's own, so that it can be read.
  const color = `var(--mantine-color-${hue}-6)`;
  const mixed = (share: number, light: string, dark: string) =>
    `color-mix(in srgb, ${color} ${share}%, light-dark(${light}, ${dark}))`;
  const own = {
    "--badge-bg": mixed(16, "white", "#16181d"),
    "--badge-color": mixed(52, "black", "white"),
    flexShrink: 0,
    verticalAlign: "middle",
  };
  return (
    <Badge variant="light" radius="sm" tt="none" fw={600} style={[own, style]} {...props}>
      {children}
    </Badge>
  );
}

export function StageMark({ stage, ...props }: { stage: Stage } & BadgeProps) {
  const t = useWords();
  return (
    <Mark hue={STAGE_COLORS[stage]} {...props}>
      {t(`stage.${stage}`)}
    </Mark>
  );
}

export function StatusMark({ status, ...props }: { status: Status } & BadgeProps) {
  const t = useWords();
  return (
    <Mark hue={STATUS_COLORS[status]} {...props}>
      {t(`status.${status}`)}
    </Mark>
  );
}

const ENQUIRY_COLORS: Record<EnquiryStatus, string> = {
  unclaimed: "orange",
  claimed: "blue",
  contacted: "cyan",
  converted: "teal",
  lost: "gray",
};

export function EnquiryMark({ status }: { status: EnquiryStatus }) {
  const t = useWords();
  return <Mark hue={ENQUIRY_COLORS[status]}>{t(`enquiryStatus.${status}`)}</Mark>;
}

const PRIORITY_COLORS: Record<Priority, string> = { high: "red", medium: "yellow", low: "gray" };

export function PriorityMark({ priority }: { priority: Priority }) {
  const t = useWords();
  return <Mark hue={PRIORITY_COLORS[priority]}>{t(`priority.${priority}`)}</Mark>;
}
