import { resolve } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { JournalError } from "./errors.ts";
import type { Head } from "./format.ts";
import { HOSTNAME, requireFree } from "./ports.ts";
import { runningOn } from "./sessions.ts";

/** Milliseconds that open connections get to end when the server closes. */
const GRACE = 2000;

export interface ServeParams {
  /** File of the journal, relative to the project's root. */
  readonly journal: string;
  /** 8545 unless given; 0 takes any free port. */
  readonly port?: number;
  /** Network of the Hardhat configuration, "node" unless given. */
  readonly network?: string;
  /** Date of the genesis of a new chain, for a rehearsal; now unless given. */
  readonly initialDate?: Date | string;
  /** The runtime environment to use; that of the project's configuration unless given. */
  readonly hre?: HardhatRuntimeEnvironment;
}

export interface ServedChain {
  readonly url: string;
  /** Requests replayed from the journal. */
  readonly replayed: number;
  /** The latest block at the start, after the replay. */
  readonly head: Head;
  /** Says which line was dropped from the end of the journal, if the last write never ended. */
  readonly torn: string | undefined;
  close(): Promise<void>;
}

/**
 * Serves the chain of a journal over HTTP and WebSocket on 127.0.0.1, as it was when it last stopped.
 * Throws `JournalError` if the port is taken or the journal cannot be opened or replayed.
 */
export async function serveChain(params: ServeParams): Promise<ServedChain> {
  const { journal, port = 8545, network = "node", initialDate } = params;
  const hre = params.hre ?? (await import("hardhat")).default;
  if (port !== 0) await requireFree(port);

  const date = initialDate === undefined ? {} : { initialDate: new Date(initialDate).toISOString() };
  const override = { journal, ...date };
  const server = await hre.network.createServer({ network, override }, HOSTNAME, port);
  const running = runningOn(resolve(hre.config.paths.root, journal));
  if (running === undefined) {
    throw new JournalError("unsupported", "The Hardhat configuration lacks the journal plugin (chain/plugin.ts).");
  }
  const { connection, session } = running;
  const { head, replayed, torn } = session;
  const address = await server.listen();

  return {
    url: `http://${HOSTNAME}:${address.port}`,
    replayed,
    head,
    torn,
    async close() {
      // A wallet may hold a WebSocket open for ever; the journal is closed in any case.
      const grace = new Promise((done) => setTimeout(done, GRACE).unref());
      await Promise.race([server.close(), grace]);
      await connection.close();
    },
  };
}
