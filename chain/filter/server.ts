import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

import { HOSTNAME } from "../ports.ts";
import { BOUNDS, type Bounds } from "./bounds.ts";
import { isOwnHost, permits } from "./browsers.ts";
import { paced, type Chain } from "./pace.ts";
import { Allowance, Turnstile } from "./rate.ts";
import { BUSY } from "./refusal.ts";
import { answer, countOf, failure, type Answer } from "./requests.ts";

export interface FilterParams {
  readonly chain: Chain;
  /** 0 takes any free port. */
  readonly port: number;
  /** Origins of web pages that may ask, such as `http://localhost:5173`; none unless given. */
  readonly origins?: readonly string[];
  readonly bounds?: Partial<Bounds>;
}

export interface Filter {
  readonly url: string;
  close(): Promise<void>;
}

/** A refusal before the request was read: HTTP's status, and what to do. */
class HttpRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Whoever is at the other end of a connection: its requests are answered one after the other. */
interface Caller {
  readonly chain: Chain;
  readonly allowance: Allowance;
  readonly turnstile: Turnstile;
}

function tooMany(where: string): HttpRefusal {
  return new HttpRefusal(429, `too many requests ${where}; wait a second and ask again`);
}

function isBusy(answered: Answer | Answer[]): boolean {
  return !Array.isArray(answered) && answered.error?.message === BUSY;
}

/** Serves a chain over HTTP on 127.0.0.1: reading and signed transactions, nothing else. */
export async function serveFilter({ chain, port, origins = [], bounds: given = {} }: FilterParams): Promise<Filter> {
  const bounds = { ...BOUNDS, ...given };
  const chainFor = paced(chain, bounds);
  const together = new Allowance(bounds.requests);
  const callers = new WeakMap<Socket, Caller>();

  const callerOn = (socket: Socket): Caller => {
    const known = callers.get(socket);
    if (known !== undefined) return known;
    const caller = {
      chain: chainFor(() => socket.destroyed),
      allowance: new Allowance(bounds.connection),
      turnstile: new Turnstile(bounds.connection),
    };
    callers.set(socket, caller);
    return caller;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse, caller: Caller): Promise<void> => {
    const body = await read(request, bounds.bytes);
    const count = countOf(body);
    if (!caller.allowance.take(count)) throw tooMany("on this connection");
    if (!together.take(count)) throw tooMany("on all connections");
    const answered = await answer(caller.chain, body, bounds);
    // Clients know this status, and ask again by themselves.
    reply(response, isBusy(answered) ? 429 : 200, answered);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      admit(request, response, origins);
      if (request.method === "OPTIONS") {
        response.writeHead(204).end();
        return;
      }
      const caller = callerOn(request.socket);
      const served = caller.turnstile.pass(() => serve(request, response, caller));
      if (served === undefined) throw tooMany("at once on this connection");
      await served;
    } catch (error) {
      if (!(error instanceof HttpRefusal)) throw error;
      // What is left of the body is not read: the connection ends.
      response.setHeader("connection", "close");
      reply(response, error.status, failure(error.status === 429 ? "limit" : "invalid", error.message));
    }
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.maxConnections = bounds.connections;
  server.listen(port, HOSTNAME);
  await once(server, "listening");
  return {
    url: `http://${HOSTNAME}:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Lets programs of this machine in, and of web pages those that were named. */
function admit(request: IncomingMessage, response: ServerResponse, origins: readonly string[]): void {
  const { host, origin } = request.headers;
  if (!isOwnHost(host)) {
    throw new HttpRefusal(403, `this node is not "${host ?? ""}": connect to http://127.0.0.1 or http://localhost`);
  }
  if (origin !== undefined) {
    if (!permits(origins, origin)) {
      throw new HttpRefusal(
        403,
        `web pages of ${origin} may not ask this node; start it with --allow-origin to let them`,
      );
    }
    response.setHeader("access-control-allow-origin", origin);
    response.setHeader("access-control-allow-methods", "POST");
    response.setHeader("access-control-allow-headers", "content-type");
    response.setHeader("vary", "origin");
  }
  if (request.method !== "POST" && request.method !== "OPTIONS") {
    throw new HttpRefusal(405, "send JSON-RPC requests with POST");
  }
  if (request.method === "POST" && !/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
    throw new HttpRefusal(415, "send JSON-RPC requests with content-type: application/json");
  }
}

async function read(request: IncomingMessage, limit: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = Number(request.headers["content-length"] ?? 0);
  const requireSmall = () => {
    if (size > limit) throw new HttpRefusal(413, `a request has at most ${limit} bytes; split it`);
  };
  requireSmall();
  size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    requireSmall();
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new HttpRefusal(400, "the body is no JSON");
  }
}

function reply(response: ServerResponse, status: number, body: Answer | Answer[]): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
