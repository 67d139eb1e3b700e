/**
 * The keys of requests that may be sent again. Until `clear`, the same request has the same key, so that the server
 * carries it out once even if its answer was lost. A changed one has another key: the server refuses a key with another
 * body.
 */
export class RequestKeys {
  private readonly keys = new Map<string, string>();

  headerOf(request: object): { "Idempotency-Key": string } {
    const content = JSON.stringify(request);
    const key = this.keys.get(content) ?? crypto.randomUUID();
    this.keys.set(content, key);
    return { "Idempotency-Key": key };
  }

  clear(): void {
    this.keys.clear();
  }
}
