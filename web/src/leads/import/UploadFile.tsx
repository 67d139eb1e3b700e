import "@mantine/dropzone/styles.css";
import { Box, Stack, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../../api/client";
import { keys } from "../../live/keys";
import { client } from "../../session/client";
import { complain } from "../../ui/notify";
import { useWords } from "../../words";

const page = getRouteApi("/inside/leads/import");
/** What the server takes. */
const LARGEST = 64 * 1024 * 1024;

/** Takes a file and tries it without writing anything. */
export function UploadFile() {
  const t = useWords();
  const navigate = page.useNavigate();
  const [sending, setSending] = useState(false);
  const upload = async (file: File) => {
    setSending(true);
    try {
      const one = await answer(
        api.POST("/api/leads/import", {
          params: { query: { fileName: file.name, dryRun: true } },
          // The file goes as it is: its bytes are the body.
          body: file as never,
          bodySerializer: (body) => body as unknown as Blob,
          headers: { "content-type": "text/csv" },
        }),
      );
      client.setQueryData(keys.import(one.id), one);
      await client.invalidateQueries({ queryKey: keys.imports });
      void navigate({ search: { id: one.id } });
    } catch (thrown) {
      complain(thrown);
    } finally {
      setSending(false);
    }
  };
  return (
    <Dropzone
      onDrop={([file]) => file && void upload(file)}
      onReject={() => complain(new Error())}
      maxFiles={1}
      maxSize={LARGEST}
      loading={sending}
      accept={["text/csv", "text/plain", "text/tab-separated-values", "application/vnd.ms-excel"]}
      inputProps={{ "aria-label": t("import.choose") }}
      className="panel"
      py="xl"
    >
      <Stack align="center" gap="xs" style={{ pointerEvents: "none" }}>
        <IconFileSpreadsheet size={44} stroke={1.4} aria-hidden />
        <Box ta="center">
          <Text fw={650}>{t("import.choose")}</Text>
          <Text size="sm" c="dimmed">
            {t("import.chooseHint")}
          </Text>
        </Box>
      </Stack>
    </Dropzone>
  );
}
