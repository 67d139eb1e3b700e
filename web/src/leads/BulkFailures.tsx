import { Anchor, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { bulkChangeDetail } from "../api/reads";
import type { BulkChange } from "../api/records";
import { Bones, Problem } from "../ui/states";
import { useWords } from "../words";
import { count } from "../words/format";

interface Props {
  bulk: BulkChange;
  opened: boolean;
  close: () => void;
}

/** Which leads were not changed, or not changed back, and why. */
export function BulkFailures({ bulk, opened, close }: Props) {
  const t = useWords();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t("bulk.failuresTitle")}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      {opened && <Failures bulk={bulk} />}
    </Modal>
  );
}

function Failures({ bulk }: { bulk: BulkChange }) {
  const t = useWords();
  const { data, error, isPending, refetch } = useQuery(bulkChangeDetail(bulk.id));
  if (isPending) return <Bones rows={3} />;
  if (!data) return <Problem error={error} retry={() => void refetch()} />;
  const more = (bulk.status === "UNDONE" ? bulk.kept : bulk.failed) - data.failures.length;
  return (
    <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
      {data.failures.map(({ id, name, code, message }) => (
        <li key={id}>
          {name ? (
            <Anchor component={Link} to={`/leads/${id}`} size="sm">
              {name}
            </Anchor>
          ) : (
            <Text size="sm">{t("bulk.outOfSight")}</Text>
          )}
          <Text size="xs" c="dimmed">
            {t(`bulk.reason.${code}` as "bulk.reason.not_found", { defaultValue: message })}
          </Text>
        </li>
      ))}
      {more > 0 && (
        <li>
          <Text size="sm">{t("bulk.more", { n: count(more), count: more })}</Text>
        </li>
      )}
    </Stack>
  );
}
