import { Button, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../api/client";
import { type Contact, placeContact } from "../leads/noun";
import { useCache, withErrorToast } from "../live/change";
import { useCan, useMe } from "../session/me";
import { DialogFooter } from "../ui/form/Footer";
import { toast } from "../ui/notify";
import { Loaded } from "../ui/states";
import { useWords } from "../words";

/** Merges another contact into this one: its records move here, and it is deleted. */
export function MergeForm({ contact, done }: { contact: Contact; done: () => void }) {
  const t = useWords();
  const [text, setText] = useState(contact.email ?? contact.name);
  const [other, setOther] = useState<string | null>(null);
  const { merge, sending } = useMerge(contact, done);
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
        <Candidates contact={contact} text={text} />
      </Radio.Group>
      <DialogFooter onCancel={done}>
        <Button disabled={!other} loading={sending} onClick={() => other && void merge(other)}>
          {t("record.mergeDo")}
        </Button>
      </DialogFooter>
    </Stack>
  );
}

function useMerge(contact: Contact, done: () => void) {
  const t = useWords();
  const cache = useCache();
  const [sending, setSending] = useState(false);
  const merge = async (contactId: string) => {
    setSending(true);
    const params = { path: { id: contact.id } };
    const merged = await withErrorToast(
      answer(api.POST("/api/contacts/{id}/merge", { params, body: { contactId } })),
    );
    setSending(false);
    if (!merged) return;
    placeContact(cache, merged);
    toast(t("record.mergeDone"));
    done();
  };
  return { merge, sending };
}

/** The other contacts that a search finds, to choose one from. */
function Candidates({ contact, text }: { contact: Contact; text: string }) {
  const t = useWords();
  const me = useMe();
  const [q] = useDebouncedValue(text.trim(), 200);
  // Without the permission to manage leads, only own ones can be merged.
  const ownerId = useCan("leads.manage") ? undefined : me.id;
  const found = useQuery({
    queryKey: ["search", "merge", q, ownerId],
    queryFn: () => answer(api.GET("/api/contacts", { params: { query: { q, ownerId, limit: 8 } } })),
    enabled: q.length > 0,
    gcTime: 0,
    staleTime: 0,
  });
  const others = (all: Contact[]) => all.filter(({ id }) => id !== contact.id);
  const nothing = (
    <Text size="sm" c="dimmed">
      {t("state.noMatch")}
    </Text>
  );
  return (
    <Stack gap="xs">
      <Loaded query={found} skeleton={null} isEmpty={(all) => others(all).length === 0} empty={nothing}>
        {(all) =>
          others(all).map(({ id, name, email, phone, stage }) => (
            <Radio
              key={id}
              value={id}
              label={name}
              description={[email, phone, t(`stage.${stage}`)].filter(Boolean).join(" · ")}
            />
          ))
        }
      </Loaded>
    </Stack>
  );
}
