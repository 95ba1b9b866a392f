import type { NetworkHooks } from "hardhat/types/hooks";
import { openSession } from "../open.ts";
import { forget, remember, sessionOf } from "../sessions.ts";

/** Milliseconds between two reports of a long replay. */
const REPORT_EVERY = 1000;

const hooks: Partial<NetworkHooks> = {
  async newConnection(context, next) {
    const connection = await next(context);
    const { networkConfig } = connection;
    if (networkConfig.type !== "edr-simulated" || networkConfig.journal === undefined) return connection;
    const session = await openSession({ connection, onProgress: reporter() });
    if (session.torn !== undefined) console.warn(session.torn);
    remember(connection, session);
    return connection;
  },

  async onRequest(context, connection, request, next) {
    const session = sessionOf(connection);
    if (session === undefined) return next(context, connection, request);
    return session.handle(request, (call) => next(context, connection, call));
  },

  async closeConnection(context, connection, next) {
    await sessionOf(connection)?.close();
    forget(connection);
    await next(context, connection);
  },
};

export default (): Promise<Partial<NetworkHooks>> => Promise.resolve(hooks);

/** Tells on stderr, once a second, how far a replay is. */
function reporter(): (done: number, total: number) => void {
  let due = Date.now() + REPORT_EVERY;
  return (done, total) => {
    if (Date.now() < due) return;
    due = Date.now() + REPORT_EVERY;
    console.error(`Replaying the journal: ${done} of ${total} requests`);
  };
}
