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

/** The reason, whatever was thrown, in the words of the catalogue where it has some. */
export function reason(thrown: unknown): string {
  if (!(thrown instanceof Refusal)) return t("problem.unknown");
  const fields = Object.values(thrown.fields);
  if (thrown.code === "invalid" && fields.length > 0) return fields.join("; ");
  return t(`code.${thrown.code}`, { defaultValue: thrown.message, ...thrown.data });
}
