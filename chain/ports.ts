import { createServer, type AddressInfo } from "node:net";

import { JournalError } from "./errors.ts";

/** Only programs on this machine may reach a chain. */
export const HOSTNAME = "127.0.0.1";

/** Where tools look for a local chain; the first nation of a machine gets it. */
const FIRST = 8545;
const LAST = 65_535;

/** The first free port that is not among those kept for others. */
export async function firstFreePort(kept: ReadonlySet<number>): Promise<number> {
  for (let port = FIRST; port <= LAST; ++port) if (!kept.has(port) && (await isFree(port))) return port;
  throw portTaken(FIRST);
}

/** Servers do not report a taken port before the chain is replayed, so ask beforehand. @throws JournalError "port" */
export async function requireFree(port: number): Promise<void> {
  if (!(await isFree(port))) throw portTaken(port);
}

function portTaken(port: number): JournalError {
  return new JournalError("port", `Port ${port} on ${HOSTNAME} is taken. Stop what uses it, or choose another port.`);
}

async function isFree(port: number): Promise<boolean> {
  return (await probe(port)) !== undefined;
}

export async function anyFreePort(): Promise<number> {
  return (await probe(0)) ?? anyFreePort();
}

/** Listens for a moment; the port it had, or nothing if that is taken. */
async function probe(port: number): Promise<number | undefined> {
  const server = createServer();
  return new Promise((done) => {
    server.once("error", () => done(undefined));
    server.listen(port, HOSTNAME, () => {
      const { port: found } = server.address() as AddressInfo;
      server.close(() => done(found));
    });
  });
}
