import {
  IconArrowBigRightLines,
  IconCheckbox,
  IconMail,
  IconNote,
  IconPhone,
  IconRefresh,
  IconUsersGroup,
} from "@tabler/icons-react";
import type { ActivityKind } from "./noun";

export const ACTIVITY_ICONS: Record<ActivityKind, typeof IconNote> = {
  NOTE: IconNote,
  CALL: IconPhone,
  MEETING: IconUsersGroup,
  EMAIL: IconMail,
  STATUS_CHANGE: IconRefresh,
  STAGE_CHANGE: IconArrowBigRightLines,
  TASK: IconCheckbox,
};
