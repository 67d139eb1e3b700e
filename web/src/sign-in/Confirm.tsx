import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { answer, api } from "../api/client";
import { Refusal, reason } from "../api/refusal";
import { useWords } from "../words";
import { Gate } from "./Gate";

const page = getRouteApi("/confirm");

/** Confirms the founder's address, with the token of the welcome mail. */
export function Confirm() {
  const t = useWords();
  const { token = "" } = page.useSearch();
  const { error, isPending } = useQuery({
    queryKey: ["confirm", token],
    queryFn: () => answer(api.POST("/api/auth/confirm", { body: { token } })),
    // The link works once.
    retry: false,
    gcTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Gate title={t("confirm.title")}>
      <Text role={error ? "alert" : "status"}>
        {isPending ? t("state.loading") : error ? problem(error, t("confirm.void")) : t("confirm.done")}
      </Text>
      {!isPending && (
        <Anchor component={Link} to="/" size="sm">
          {t("confirm.open")}
        </Anchor>
      )}
    </Gate>
  );
}

/** A token that does not work is the link's fault; anything else has its own reason. */
function problem(error: Error, isVoid: string): string {
  return error instanceof Refusal && error.fields.token ? isVoid : reason(error);
}
