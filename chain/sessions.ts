import type { NetworkConnection } from "hardhat/types/network";
import type { Session } from "./session.ts";

type Connection = Pick<NetworkConnection<string>, "networkConfig" | "close">;

/** The chains with a journal that this process runs. */
const running = new Map<Connection, Session>();

export function remember(connection: Connection, session: Session): void {
  running.set(connection, session);
}

export function forget(connection: Connection): void {
  running.delete(connection);
}

export function sessionOf(connection: Connection): Session | undefined {
  return running.get(connection);
}

/** The running chain that keeps its journal in the file `path` (absolute). */
export function runningOn(path: string): { connection: Connection; session: Session } | undefined {
  for (const [connection, session] of running) {
    const { networkConfig } = connection;
    if (networkConfig.type === "edr-simulated" && networkConfig.journal?.path === path) return { connection, session };
  }
  return undefined;
}
