/** JSON-RPC's codes. */
export const CODES = {
  parse: -32700,
  invalid: -32600,
  method: -32601,
  params: -32602,
  internal: -32603,
  limit: -32005,
};

/** What a request is refused for; the message says what to do. */
export class Refusal extends Error {
  readonly code: number;

  constructor(code: keyof typeof CODES, message: string) {
    super(message);
    this.code = CODES[code];
  }
}

/** A client may just ask again. */
export const BUSY = "busy: too many others wait for the chain already; ask again in a moment";
