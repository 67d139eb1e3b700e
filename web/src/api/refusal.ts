import { t } from "../words";

interface Failure {
  code?: string;
  message?: string;
  errors?: { field: string; message: string }[] | null;
  data?: Record<string, unknown> | null;
}

/** Why the server did not do it. */
export class Refusal extends Error {
  private constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** What is wrong with each field of the form. */
    readonly fields: Record<string, string>,
    readonly data: Record<string, unknown>,
  ) {
    super(message);
  }

  static from(body: unknown, response: Response): Refusal {
    const failure = (body ?? {}) as Failure;
    const fields = (failure.errors ?? []).map((error) => [error.field, error.message]);
    const message = failure.message ?? t("problem.unknown");
    return new Refusal(
      response.status,
      failure.code ?? "internal",
      message,
      Object.fromEntries(fields),
      failure.data ?? {},
    );
  }

  static unreachable(): Refusal {
    return new Refusal(0, "unreachable", t("problem.unreachable"), {}, {});
  }

  /** Trying again may help. */
  get passes(): boolean {
    return this.status === 0 || this.status === 503 || this.status === 429;
  }

  get isSignedOut(): boolean {
    return this.status === 401;
  }
}

/** What people call a field of the server: `settings.sqlRating`, `cc.0`. */
export function fieldLabel(field: string): string {
  const names = field.split(".").filter((name) => !/^\d+$/.test(name));
  const name = names.at(-1) ?? field;
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return t(`field.${name}`, { defaultValue: words.charAt(0).toUpperCase() + words.slice(1) });
}

/** What is wrong with fields, each by its name: for where they do not stand beside their message. */
export function fieldReasons(fields: Record<string, string>): string[] {
  return Object.entries(fields).map(([field, message]) =>
    t(`wrongField.${field}`, {
      defaultValue: t("problem.field", { field: fieldLabel(field), message }),
    }),
  );
}

/** The reason, whatever was thrown, in the words of the catalogue where it has some. */
export function reason(thrown: unknown): string {
  if (!(thrown instanceof Refusal)) return t("problem.unknown");
  if (thrown.code === "invalid" && Object.keys(thrown.fields).length > 0) {
    return fieldReasons(thrown.fields).join("; ");
  }
  return t(`code.${thrown.code}`, { defaultValue: thrown.message, ...thrown.data });
}
