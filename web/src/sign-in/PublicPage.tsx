import { Box, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Logo } from "../shell/Logo";
import { LanguageSelect } from "../ui/LanguageSelect";
import { useWords } from "../words";
import classes from "./PublicPage.module.css";

interface Props {
  title: string;
  hint?: string;
  /** How something has ended: shown above the title. */
  outcome?: "done" | "failed";
  /** The page is a company's own: it does not advertise Tandem. */
  isOfCompany?: boolean;
  children: ReactNode;
}

/** The frame of every page that needs no sign-in. */
export function PublicPage({ title, hint, outcome, isOfCompany, children }: Props) {
  const t = useWords();
  useDocumentTitle(isOfCompany ? title : `${title} · Tandem`);
  return (
    <Box component="main" className={classes.page}>
      {!isOfCompany && <Logo size={28} />}
      <Box className={classes.card}>
        <Stack gap={4} {...(outcome && { align: "center", ta: "center" })}>
          {outcome && <Outcome of={outcome} />}
          <Title order={1}>{title}</Title>
          {hint && (
            <Text c="dimmed" size="lg">
              {hint}
            </Text>
          )}
        </Stack>
        <Stack gap="md" {...(outcome && { align: "center", ta: "center" })}>
          {children}
        </Stack>
      </Box>
      <Box className={classes.footer}>
        <span>{isOfCompany ? t("gate.powered") : t("gate.motto")}</span>
        <LanguageSelect />
      </Box>
    </Box>
  );
}

function Outcome({ of }: { of: "done" | "failed" }) {
  const Icon = of === "done" ? IconCheck : IconAlertTriangle;
  return (
    <span className={classes.outcome} data-outcome={of}>
      <Icon size={24} aria-hidden />
    </span>
  );
}
