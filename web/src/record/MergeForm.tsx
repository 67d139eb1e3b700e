import { Button, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../api/client";
import type { Contact } from "../api/records";
import { loudly, useCache } from "../live/change";
import { useMay, useMe } from "../session/me";
import { say } from "../ui/notify";
import { Problem } from "../ui/states";
import { useWords } from "../words";

/** Takes another contact into this one: everything of theirs moves here, and they are no more. */
export function MergeForm({ contact, done }: { contact: Contact; done: () => void }) {
  const t = useWords();
  const cache = useCache();
  const [text, setText] = useState(contact.email ?? contact.name);
  const [q] = useDebouncedValue(text.trim(), 200);
  const [other, setOther] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const me = useMe();
  // Whoever does not manage leads may merge only their own.
  const ownerId = useMay("leads.manage") ? undefined : me.id;
  const found = useQuery({
    queryKey: ["search", "merge", q, ownerId],
    queryFn: () => answer(api.GET("/api/contacts", { params: { query: { q, ownerId, limit: 8 } } })),
    enabled: q.length > 0,
    gcTime: 0,
    staleTime: 0,
  });
  const hits = (found.data ?? []).filter(({ id }) => id !== contact.id);
  const merge = async () => {
    if (!other) return;
    setSending(true);
    const params = { path: { id: contact.id } };
    const merged = await loudly(
      answer(api.POST("/api/contacts/{id}/merge", { params, body: { contactId: other } })),
    );
    setSending(false);
    if (!merged) return;
    cache.contact(merged);
    say(t("record.mergeDone"));
    done();
  };
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t("record.mergeHint", { name: contact.name })}
      </Text>
      <TextInput
        aria-label={t("leads.search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
      <Radio.Group value={other} onChange={setOther} aria-label={t("record.merge")}>
        <Stack gap="xs">
          {hits.map(({ id, name, email, phone, stage }) => (
            <Radio
              key={id}
              value={id}
              label={name}
              description={[email, phone, t(`stage.${stage}`)].filter(Boolean).join(" · ")}
            />
          ))}
          {found.isError && <Problem error={found.error} retry={() => void found.refetch()} />}
          {found.isSuccess && hits.length === 0 && (
            <Text size="sm" c="dimmed">
              {t("palette.nothing")}
            </Text>
          )}
        </Stack>
      </Radio.Group>
      <Group justify="end">
        <Button variant="default" onClick={done}>
          {t("do.cancel")}
        </Button>
        <Button disabled={!other} loading={sending} onClick={() => void merge()}>
          {t("record.mergeDo")}
        </Button>
      </Group>
    </Stack>
  );
}
