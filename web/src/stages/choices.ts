import { useQuery } from "@tanstack/react-query";
import { companyQuery } from "../company/noun";
import { feedbackQuery } from "../feedback/noun";
import type { Contact, Stage } from "../leads/noun";
import { contactOpportunitiesQuery } from "../opportunities/noun";
import { STAGES } from "../protocol/enums";
import { useMe } from "../session/me";
import { sessionsQuery } from "../sessions/noun";
import { useWords } from "../words";
import { locale } from "../words/locale";
import { nextStages } from "./moves";
import { useCanQualify, useManualQualification } from "./QualifyForm";
import { mqlRatings, ratingShortfall } from "./requirements";

/** A stage to choose. */
export interface StageChoice {
  stage: Stage;
  isCurrent: boolean;
  isAllowed: boolean;
  /** What the stage means; why the contact cannot move there, where it cannot. */
  hint: string;
}

/** Every stage, with the reason for each that the contact cannot move to now. */
export function useStageChoices(contact: Contact): StageChoice[] {
  const t = useWords();
  const unmet = useUnmetRule(contact);
  return STAGES.map((stage) => {
    const isCurrent = stage === contact.stage;
    const isNext = nextStages(contact.stage).includes(stage);
    const reason = isCurrent ? undefined : isNext ? unmet(stage) : onlyFrom(stage, t);
    return {
      stage,
      isCurrent,
      isAllowed: isNext && !reason,
      hint: reason ?? t(`stageHint.${stage}`),
    };
  });
}

/** The stages that this one is reached from. */
function onlyFrom(stage: Stage, t: ReturnType<typeof useWords>): string {
  const from = STAGES.filter((one) => nextStages(one).includes(stage)).map((one) => t(`stage.${one}`));
  const either = new Intl.ListFormat(locale(), { type: "disjunction" });
  return t("stages.onlyFrom", { from: either.format(from) });
}

/**
 * Says which rule of a move is not met. The server decides: while what the rule looks at has not been read, the move
 * counts as possible.
 */
function useUnmetRule(contact: Contact): (to: Stage) => string | undefined {
  const t = useWords();
  const settings = useQuery(companyQuery(useMe().companyId)).data?.settings;
  const is = (stage: Stage) => contact.stage === stage;
  const sessions = useQuery({ ...sessionsQuery(contact.id), enabled: is("MQL") }).data;
  const feedback = useQuery({ ...feedbackQuery(contact.id), enabled: is("CUSTOMER") }).data;
  const opportunities = useQuery({
    ...contactOpportunitiesQuery(contact.id),
    enabled: is("OPPORTUNITY"),
  }).data;
  const managersQualify = useManualQualification();
  const canQualify = useCanQualify();
  const shortfall = (ratings: number[] | undefined, required: number | undefined) =>
    ratings && required !== undefined ? ratingShortfall(ratings, required) : undefined;
  return (to) => {
    switch (to) {
      case "MQL":
        return canQualify ? undefined : t(managersQualify ? "stages.byMailOrManager" : "stages.byMail");
      case "SQL": {
        const missing = shortfall(sessions && mqlRatings(sessions), settings?.sqlRating);
        return missing && t("code.rating_too_low", { ...missing });
      }
      case "EVANGELIST": {
        const ratings = feedback?.map(({ rating }) => rating);
        const missing = shortfall(ratings, settings?.evangelistRating);
        return missing && t("stages.feedbackTooLow", { ...missing });
      }
      case "CUSTOMER":
      case "DORMANT": {
        const isNoneOpen = opportunities?.every(({ status }) => status !== "OPEN");
        return isNoneOpen ? t("stages.noneOpen") : undefined;
      }
      default:
        return undefined;
    }
  };
}
