import { Anchor, Box, Group, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCan } from "../session/me";
import { Ago } from "../ui/clock";
import { LoadedList } from "../ui/list/LoadedList";
import { LoadMore } from "../ui/list/LoadMore";
import { RecordSection } from "../ui/record/RecordSection";
import { Skeletons } from "../ui/states";
import { useWords } from "../words";
import { type Enquiry, enquiriesQuery, enquiryLink } from "./noun";

/** The enquiries that became this lead. */
export function LeadEnquiries({ contactId }: { contactId: string }) {
  return useCan("enquiries.work") ? <EnquirySection contactId={contactId} /> : null;
}

function EnquirySection({ contactId }: { contactId: string }) {
  const t = useWords();
  const list = useInfiniteQuery(enquiriesQuery({ contactId, sort: "-createdAt" }));
  return (
    <LoadedList query={list} skeleton={<Skeletons rows={2} height={20} />}>
      {(enquiries) => (
        <RecordSection title={t("queue.ofLead")}>
          <Stack gap="sm">
            {enquiries.map((enquiry) => (
              <EnquiryItem key={enquiry.id} enquiry={enquiry} />
            ))}
          </Stack>
          <LoadMore list={list} />
        </RecordSection>
      )}
    </LoadedList>
  );
}

function EnquiryItem({ enquiry }: { enquiry: Enquiry }) {
  const t = useWords();
  const { id, courseInterest, source, createdAt } = enquiry;
  return (
    <Box>
      {courseInterest && (
        <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
          <Text span size="xs" c="dimmed" fw={400} display="block">
            {t("field.courseInterest")}
          </Text>
          {courseInterest}
        </Text>
      )}
      <Group gap={4}>
        <Anchor component={Link} to={enquiryLink(id)} size="xs">
          {t("queue.record")}
        </Anchor>
        <Text size="xs" c="dimmed">
          · {source} · <Ago time={createdAt} />
        </Text>
      </Group>
    </Box>
  );
}
