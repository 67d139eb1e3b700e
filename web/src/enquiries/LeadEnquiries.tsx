import { Anchor, Box, Group, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { enquiries } from "../api/reads";
import type { Enquiry } from "../api/records";
import { rows } from "../live/list";
import { useMay } from "../session/me";
import { Ago } from "../ui/clock";
import { More } from "../ui/More";
import { Bones, Problem } from "../ui/states";
import { useWords } from "../words";

/** What a lead asked for, as soon as one looks at the record: the enquiries that became this lead. */
export function LeadEnquiries({ contactId }: { contactId: string }) {
  return useMay("enquiries.work") ? <Known contactId={contactId} /> : null;
}

function Known({ contactId }: { contactId: string }) {
  const t = useWords();
  const list = useInfiniteQuery(enquiries({ contactId, sort: "-createdAt" }));
  if (list.isPending) return <Bones rows={2} height={20} />;
  if (list.isError && !list.data) return <Problem error={list.error} retry={() => void list.refetch()} />;
  const all = rows(list.data);
  if (all.length === 0) return null;
  return (
    <Box className="panel" p="md" component="section" aria-label={t("queue.ofLead")}>
      <Title order={2} fz="sm" mb="sm">
        {t("queue.ofLead")}
      </Title>
      <Stack gap="sm">
        {all.map((enquiry) => (
          <One key={enquiry.id} enquiry={enquiry} />
        ))}
      </Stack>
      <More list={list} />
    </Box>
  );
}

function One({ enquiry }: { enquiry: Enquiry }) {
  const t = useWords();
  const { id, courseInterest, source, createdAt } = enquiry;
  return (
    <Box>
      {courseInterest && (
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          <Text span size="xs" c="dimmed" fw={400} display="block">
            {t("field.courseInterest")}
          </Text>
          {courseInterest}
        </Text>
      )}
      <Group gap={4}>
        <Anchor component={Link} to={`/enquiries?tab=all&open=${id}`} size="xs">
          {t("queue.record")}
        </Anchor>
        <Text size="xs" c="dimmed">
          · {source} · <Ago time={createdAt} />
        </Text>
      </Group>
    </Box>
  );
}
