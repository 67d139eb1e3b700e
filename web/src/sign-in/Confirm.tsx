import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { answer, api } from "../api/client";
import { ApiError, errorMessage } from "../api/error";
import { useWords } from "../words";
import { PublicPage } from "./PublicPage";

const page = getRouteApi("/confirm");

/** Confirms the founder's e-mail address, with the token from the welcome e-mail. */
export function Confirm() {
  const t = useWords();
  const { token = "" } = page.useSearch();
  const { error, isPending } = useQuery({
    queryKey: ["confirm", token],
    queryFn: () => answer(api.POST("/api/auth/confirm", { body: { token } })),
    // The token is valid once.
    retry: false,
    gcTime: Number.POSITIVE_INFINITY,
  });
  return (
    <PublicPage title={t("confirm.title")} outcome={isPending ? undefined : error ? "failed" : "done"}>
      <Text role={error ? "alert" : "status"}>
        {isPending ? t("state.loading") : error ? messageOf(error, t("confirm.expired")) : t("confirm.done")}
      </Text>
      {!isPending && (
        <Anchor component={Link} to="/" size="sm">
          {t("confirm.open")}
        </Anchor>
      )}
    </PublicPage>
  );
}

/** The error message: an invalid token has its own, whatever the server says. */
function messageOf(error: Error, expired: string): string {
  return error instanceof ApiError && error.fields.token ? expired : errorMessage(error);
}
