import { Alert, Anchor, Box, Group, Stack, Stepper, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { oneImport } from "../../api/reads";
import type { Import } from "../../api/records";
import { Bones, Problem } from "../../ui/states";
import { useWords } from "../../words";
import { ImportCheck } from "./ImportCheck";
import { ImportMapping } from "./ImportMapping";
import { ImportProgress } from "./ImportProgress";
import { PastImports } from "./PastImports";
import { UploadFile } from "./UploadFile";

const page = getRouteApi("/inside/leads/import");

/** From a file to leads: upload it, match its columns, check all rows without writing, import, and undo. */
export function ImportPage() {
  const t = useWords();
  const { id, step } = page.useSearch();
  useDocumentTitle(`${t("import.title")} · Tandem`);
  return (
    <Stack maw={860} w="100%" mx="auto">
      <Box>
        <Anchor component={Link} to="/leads" size="sm">
          <Group gap={4}>
            <IconArrowLeft size={15} aria-hidden /> {t("page.leads")}
          </Group>
        </Anchor>
        <Title order={1} mt={4}>
          {t("import.title")}
        </Title>
      </Box>
      {id ? <One id={id} key={id} mapping={step === "map"} /> : <Start />}
    </Stack>
  );
}

function Start() {
  return (
    <>
      <UploadFile />
      <PastImports />
    </>
  );
}

/** Where an import stands: being mapped, checked by a dry run, or imported. */
function stepOf(one: Import, mapping: boolean): "map" | "check" | "take" | "done" {
  const isChecked = one.dryRun && (one.status === "DONE" || one.status === "FAILED");
  if (one.status === "MAPPING" || (isChecked && (mapping || one.status === "FAILED"))) return "map";
  if (one.dryRun) return "check";
  return one.status === "DONE" || one.status === "UNDONE" ? "done" : "take";
}

const PLACES = { map: 1, check: 2, take: 3, done: 4 } as const;

function One({ id, mapping }: { id: string; mapping: boolean }) {
  const t = useWords();
  const { data: one, error, isPending, refetch } = useQuery(oneImport(id));
  if (isPending) return <Bones rows={4} />;
  if (!one) return <Problem error={error} retry={() => void refetch()} />;
  const step = stepOf(one, mapping);
  return (
    <Box className="panel" p={{ base: "md", sm: "xl" }}>
      <Stepper active={PLACES[step]} size="sm" mb="lg" allowNextStepsSelect={false}>
        <Stepper.Step label={t("import.stepRead")} />
        <Stepper.Step label={t("import.stepMap")} />
        <Stepper.Step label={t("import.stepCheck")} />
        <Stepper.Step label={t("import.stepTake")} />
      </Stepper>
      {one.error && (
        <Alert color="red" mb="md" role="alert">
          {one.error}
        </Alert>
      )}
      <Part one={one} step={step} />
    </Box>
  );
}

function Part({ one, step }: { one: Import; step: keyof typeof PLACES }) {
  if (step === "map") return <ImportMapping one={one} />;
  if (step === "check" && one.status === "DONE") return <ImportCheck one={one} />;
  return <ImportProgress one={one} />;
}
