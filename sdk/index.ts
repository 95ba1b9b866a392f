/**
 * What any program needs of a nation: connect to it, read it, act in it, and understand what it refuses. What only some
 * need (folds of logs, works, proofs, bank statements …) is imported from the file in `sdk/<domain>/` that defines it.
 *
 *     const nation = await connect({ rpcUrl: "http://127.0.0.1:8545" });
 *     const { key } = await nation.contracts.members.keyOf(3n);
 *     const author = { id: 3n, signer: await signerFor(nation.provider, key, { keystore: "me.json", passphrase }) };
 *     const outcome = await perform(nation, author, act("members", "rest", { resting: true }));
 *
 * Ids, amounts and times are `bigint`: times in Unix seconds, durations in seconds, shares in basis points, work in minutes,
 * money in the smallest unit of its token. What fails throws a `NeoguildError`: a sentence, a code, a remedy.
 */
export { connect, type ConnectParams, type ContractName, type Contracts, type Nation } from "./connect.ts";

export {
  act,
  carry,
  eventNamed,
  eventsNamed,
  perform,
  signAct,
  signedAct,
  type Act,
  type Author,
  type NationEvent,
  type Outcome,
  type SignedAct,
} from "./acts.ts";
export { createKeystore, firstAccount, openKeystore, signerFor, type KeySource } from "./signers.ts";

export { NeoguildError, type Problem } from "./errors.ts";
export { explainRevert } from "./reverts.ts";

export { readLogs, type DecodedLog } from "./logs.ts";
export { parseCharter, readCharter, type Charter, type CharterFile } from "./charter.ts";
export { formatDuration, formatMinutes, formatMoment, formatShare, parseDuration, parseShare } from "./units.ts";
