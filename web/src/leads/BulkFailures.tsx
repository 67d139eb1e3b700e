import { Anchor, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type BulkChange, bulkChangeQuery } from "../bulk-changes/noun";
import type { components } from "../protocol";
import { Dialog } from "../ui/form/Dialog";
import { Loaded, Skeletons } from "../ui/states";
import { useWords } from "../words";
import { count } from "../words/format";

type BulkFailure = components["schemas"]["LeadFailure"];

interface Props {
  bulk: BulkChange;
  opened: boolean;
  close: () => void;
}

/** The leads that were not changed, or not changed back, each with the reason. */
export function BulkFailures({ bulk, opened, close }: Props) {
  const t = useWords();
  return (
    <Dialog opened={opened} onClose={close} title={t("bulk.failuresTitle")}>
      {opened && <Failures bulk={bulk} />}
    </Dialog>
  );
}

function Failures({ bulk }: { bulk: BulkChange }) {
  return (
    <Loaded query={useQuery(bulkChangeQuery(bulk.id))} skeleton={<Skeletons rows={3} />}>
      {({ failures }) => <FailureList bulk={bulk} failures={failures} />}
    </Loaded>
  );
}

function FailureList({ bulk, failures }: { bulk: BulkChange; failures: BulkFailure[] }) {
  const t = useWords();
  const more = (bulk.status === "UNDONE" ? bulk.kept : bulk.failed) - failures.length;
  return (
    <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
      {failures.map(({ id, name, code, message }) => (
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
