import { Alert, Box, Button, Stack, Stepper } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { PageHeader } from "../../ui/PageHeader";
import { Loaded, Skeletons } from "../../ui/states";
import { useWords } from "../../words";
import { ImportCheck } from "./ImportCheck";
import { ImportMapping } from "./ImportMapping";
import { ImportProgress } from "./ImportProgress";
import { type Import, importQuery } from "./noun";
import { PastImports } from "./PastImports";
import { UploadFile } from "./UploadFile";

const page = getRouteApi("/inside/leads/import");

/** Imports leads from a file: upload, mapping of columns, dry run, import, undo. */
export function ImportPage() {
  const t = useWords();
  const { id, step } = page.useSearch();
  return (
    <>
      <PageHeader
        title={t("import.title")}
        aside={
          <Button
            component={Link}
            to="/leads"
            variant="subtle"
            color="gray"
            px={8}
            leftSection={<IconArrowLeft size={15} aria-hidden />}
          >
            {t("page.leads")}
          </Button>
        }
      />
      <Stack maw={860} w="100%" mx="auto">
        {id ? <LoadedImport id={id} key={id} mapping={step === "map"} /> : <NewImport />}
      </Stack>
    </>
  );
}

function LoadedImport({ id, mapping }: { id: string; mapping: boolean }) {
  return (
    <Loaded query={useQuery(importQuery(id))} skeleton={<Skeletons rows={4} />}>
      {(one) => <ImportSteps one={one} mapping={mapping} />}
    </Loaded>
  );
}

function NewImport() {
  return (
    <>
      <UploadFile />
      <PastImports />
    </>
  );
}

/** The step of an import: `check` is a dry run of all rows, `run` the import itself. */
function stepOf(one: Import, mapping: boolean): "map" | "check" | "run" | "done" {
  const isChecked = one.dryRun && (one.status === "DONE" || one.status === "FAILED");
  if (one.status === "MAPPING" || (isChecked && (mapping || one.status === "FAILED"))) return "map";
  if (one.dryRun) return "check";
  return one.status === "DONE" || one.status === "UNDONE" ? "done" : "run";
}

const STEP_NUMBERS = { map: 1, check: 2, run: 3, done: 4 } as const;

function ImportSteps({ one, mapping }: { one: Import; mapping: boolean }) {
  const t = useWords();
  const step = stepOf(one, mapping);
  return (
    <Box className="panel" p={{ base: "md", sm: "xl" }}>
      <Stepper active={STEP_NUMBERS[step]} size="sm" mb="lg" allowNextStepsSelect={false}>
        <Stepper.Step label={t("import.stepRead")} />
        <Stepper.Step label={t("import.stepMap")} />
        <Stepper.Step label={t("import.stepCheck")} />
        <Stepper.Step label={t("import.stepRun")} />
      </Stepper>
      {one.error && (
        <Alert color="red" mb="md" role="alert">
          {one.error}
        </Alert>
      )}
      <CurrentStep one={one} step={step} />
    </Box>
  );
}

function CurrentStep({ one, step }: { one: Import; step: keyof typeof STEP_NUMBERS }) {
  if (step === "map") return <ImportMapping one={one} />;
  if (step === "check" && one.status === "DONE") return <ImportCheck one={one} />;
  return <ImportProgress one={one} />;
}
