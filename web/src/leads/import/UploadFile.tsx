import "@mantine/dropzone/styles.css";
import { Alert, Box, Stack, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../../api/client";
import { importLimits } from "../../api/reads";
import { Refusal, reason } from "../../api/refusal";
import { keys } from "../../live/keys";
import { client } from "../../session/client";
import { t as text, useWords } from "../../words";
import { bytes } from "../../words/format";

const page = getRouteApi("/inside/leads/import");

/** Uploads a file; nothing is written before its columns are matched and all rows are checked. */
export function UploadFile() {
  const t = useWords();
  const navigate = page.useNavigate();
  const { data: limits } = useQuery(importLimits);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const upload = async (file: File) => {
    setProblem(undefined);
    if (limits && file.size > limits.maxFileBytes) {
      setProblem(
        t("import.tooLarge", { file: file.name, size: bytes(file.size), max: bytes(limits.maxFileBytes) }),
      );
      return;
    }
    setSending(true);
    try {
      const one = await answer(
        api.POST("/api/leads/import", {
          params: { query: { fileName: file.name.slice(0, 200), review: true } },
          // The file goes as it is: its bytes are the body.
          body: file as never,
          bodySerializer: (body) => body as unknown as Blob,
          headers: { "content-type": "text/csv" },
        }),
      );
      client.setQueryData(keys.import(one.id), one);
      await client.invalidateQueries({ queryKey: keys.imports });
      void navigate({ search: { id: one.id, step: "map" } });
    } catch (thrown) {
      setProblem(t("import.refused", { file: file.name, reason: why(thrown) }));
    } finally {
      setSending(false);
    }
  };
  return (
    <Stack>
      <Dropzone
        onDrop={(files) => {
          const [file] = files;
          if (files.length > 1) setProblem(t("import.oneFile"));
          else if (file) void upload(file);
        }}
        loading={sending}
        inputProps={{ "aria-label": t("import.choose") }}
        className="panel"
        py="xl"
      >
        <Stack align="center" gap="xs" style={{ pointerEvents: "none" }}>
          <IconFileSpreadsheet size={44} stroke={1.4} aria-hidden />
          <Box ta="center">
            <Text fw={650}>{t("import.choose")}</Text>
            <Text size="sm" c="dimmed">
              {limits ? t("import.chooseHint", { max: bytes(limits.maxFileBytes) }) : "\u00a0"}
            </Text>
          </Box>
        </Stack>
      </Dropzone>
      {problem && (
        <Alert color="red" variant="light" role="alert" style={{ overflowWrap: "anywhere" }}>
          {problem}
        </Alert>
      )}
    </Stack>
  );
}

/** Why the server did not take the file: what it is instead of CSV, where it says so. */
function why(thrown: unknown): string {
  const kind = thrown instanceof Refusal ? thrown.data.fileKind : undefined;
  if (typeof kind === "string") return text(`importFile.${kind}`, { defaultValue: reason(thrown) });
  return reason(thrown);
}
