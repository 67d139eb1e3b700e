import "@mantine/dropzone/styles.layer.css";
import { Alert, Box, Stack, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../../api/client";
import { ApiError, errorMessage } from "../../api/error";
import { useCache } from "../../live/change";
import { t as text, useWords } from "../../words";
import { bytes } from "../../words/format";
import { type Import, importLimitsQuery, placeImport } from "./noun";

const page = getRouteApi("/inside/leads/import");

/** Uploads a file. No lead is written before its columns are mapped and all rows are checked. */
export function UploadFile() {
  const t = useWords();
  const { data: limits } = useQuery(importLimitsQuery);
  const { upload, sending, problem } = useUpload(limits?.maxFileBytes);
  return (
    <Stack>
      <Dropzone
        onDrop={(files) => void upload(files)}
        loading={sending}
        inputProps={{ "aria-label": t("import.choose") }}
        className="panel"
        py="xl"
      >
        <Stack align="center" gap="xs" style={{ pointerEvents: "none" }}>
          <IconFileSpreadsheet size={44} stroke={1.4} aria-hidden />
          <Box ta="center">
            <Text fw={600}>{t("import.choose")}</Text>
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

/** Uploads one file and goes on to its mapping, or says why not. */
function useUpload(maxFileBytes = Number.POSITIVE_INFINITY) {
  const t = useWords();
  const cache = useCache();
  const navigate = page.useNavigate();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const upload = async ([file, ...others]: File[]) => {
    if (!file) return;
    const { name, size } = file;
    if (others.length > 0) return setProblem(t("import.oneFile"));
    if (size > maxFileBytes)
      return setProblem(t("import.tooLarge", { file: name, size: bytes(size), max: bytes(maxFileBytes) }));
    setProblem(undefined);
    setSending(true);
    try {
      const one = await send(file);
      placeImport(cache, one);
      void navigate({ search: { id: one.id, step: "map" } });
    } catch (thrown) {
      setProblem(t("import.refused", { file: name, reason: rejection(thrown) }));
    } finally {
      setSending(false);
    }
  };
  return { upload, sending, problem };
}

function send(file: File): Promise<Import> {
  return answer(
    api.POST("/api/leads/import", {
      params: { query: { fileName: file.name.slice(0, 200), review: true } },
      // The bytes of the file are the body.
      body: file as never,
      bodySerializer: (body) => body as unknown as Blob,
      headers: { "content-type": "text/csv" },
    }),
  );
}

/** Why the server rejected the file: its type, if the server has recognised it, or else the error. */
function rejection(thrown: unknown): string {
  const kind = thrown instanceof ApiError ? thrown.data.fileKind : undefined;
  if (typeof kind === "string") return text(`importFile.${kind}`, { defaultValue: errorMessage(thrown) });
  return errorMessage(thrown);
}
