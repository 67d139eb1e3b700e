import { Alert, Anchor, Box, Group, Stack, Stepper, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { oneImport } from "../../api/reads";
import type { Import } from "../../api/records";
import { Bones, Problem } from "../../ui/states";
import { useWords } from "../../words";
import { ImportMapping } from "./ImportMapping";
import { ImportProgress } from "./ImportProgress";
import { PastImports } from "./PastImports";
import { UploadFile } from "./UploadFile";

const page = getRouteApi("/inside/leads/import");

/** From a file to leads: upload, say what the columns are, try it without writing, take it in, and take it back. */
export function ImportPage() {
  const t = useWords();
  const { id } = page.useSearch();
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
      {id ? <One id={id} key={id} /> : <Start />}
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

/** Where an import stands: mapped after its dry run, under way, or done. */
function stepOf(one: Import): number {
  if (one.dryRun) return one.status === "DONE" || one.status === "FAILED" ? 1 : 0;
  return one.status === "DONE" || one.status === "UNDONE" ? 3 : 2;
}

function One({ id }: { id: string }) {
  const t = useWords();
  const { data: one, error, isPending, refetch } = useQuery(oneImport(id));
  if (isPending) return <Bones rows={4} />;
  if (!one) return <Problem error={error} retry={() => void refetch()} />;
  const step = stepOf(one);
  return (
    <Box className="panel" p={{ base: "md", sm: "xl" }}>
      <Stepper active={step} size="sm" mb="lg" allowNextStepsSelect={false}>
        <Stepper.Step label={t("import.stepRead")} />
        <Stepper.Step label={t("import.stepMap")} />
        <Stepper.Step label={t("import.stepTake")} />
      </Stepper>
      {one.error && (
        <Alert color="red" mb="md" role="alert">
          {one.error}
        </Alert>
      )}
      {step === 1 ? <ImportMapping one={one} /> : <ImportProgress one={one} />}
    </Box>
  );
}
