import { t } from "../words";
import { capitalized } from "../words/capitalized";

interface ErrorBody {
  code?: string;
  message?: string;
  errors?: { field: string; message: string }[] | null;
  data?: Record<string, unknown> | null;
}

/** Why the server refused a request, or that it could not be reached. */
export class ApiError extends Error {
  private constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** The messages of invalid fields, by field. */
    readonly fields: Record<string, string>,
    readonly data: Record<string, unknown>,
  ) {
    super(message);
  }

  static from(body: unknown, response: Response): ApiError {
    const { code, message, errors, data } = (body ?? {}) as ErrorBody;
    const fields = (errors ?? []).map((error) => [error.field, error.message]);
    return new ApiError(
      response.status,
      code ?? "internal",
      message ?? t("error.unknown"),
      Object.fromEntries(fields),
      data ?? {},
    );
  }

  static unreachable(): ApiError {
    return new ApiError(0, "unreachable", t("error.unreachable"), {}, {});
  }

  /** Whether a retry may succeed. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 503 || this.status === 429;
  }

  get isSignedOut(): boolean {
    return this.status === 401;
  }
}

/** The label of a field as the server names it: `settings.sqlRating`, `cc.0`. */
function fieldLabel(field: string): string {
  const names = field.split(".").filter((name) => !/^\d+$/.test(name));
  const name = names.at(-1) ?? field;
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return t(`field.${name}`, { defaultValue: capitalized(words) });
}

/** The messages of invalid fields with their labels, for where they are not shown beside the fields. */
export function fieldMessages(fields: Record<string, string>): string[] {
  return Object.entries(fields).map(([field, message]) =>
    t(`wrongField.${field}`, {
      defaultValue: t("error.field", { field: fieldLabel(field), message }),
    }),
  );
}

/** The message for whatever was thrown: the catalogue's for its code, or else the server's. */
export function errorMessage(thrown: unknown): string {
  if (!(thrown instanceof ApiError)) return t("error.unknown");
  if (thrown.code === "invalid" && Object.keys(thrown.fields).length > 0) {
    return fieldMessages(thrown.fields).join("; ");
  }
  return t(`code.${thrown.code}`, { defaultValue: thrown.message, ...thrown.data });
}
