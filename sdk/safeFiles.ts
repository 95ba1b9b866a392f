import { TypedDataEncoder, type Signer } from "ethers";

import { checkDestination, contractOf, type SignedAct } from "./acts.ts";
import type { Nation } from "./connect.ts";
import type { KeyConsent } from "./membership/consent.ts";
import { packSignatures, safeAt, signedBy, SafeOwner, type Safe } from "./safe.ts";
import { typedAct, typedConsent, type Served, type TypedStatement } from "./statements.ts";

/** A file in which owners gather their signatures. */
export type SafeFile = SignedAct | KeyConsent;

/** A signature in a file: whose it is, of what, and what stands there so far. */
interface Place {
  readonly where: "signature" | "consent";
  readonly key: string;
  readonly statement: TypedStatement;
  readonly signature: string;
}

/** A place in a file that a Safe signs, and which of its owners have. */
export interface SafePlace extends Place {
  readonly safe: Safe;
  readonly digest: string;
  readonly owners: readonly string[];
}

/** The signatures in a file that Safes give; in other files none. @throws NeoguildError `ActElsewhere` */
export async function safePlaces(nation: Nation, file: SafeFile): Promise<SafePlace[]> {
  const places =
    file.format === "neoguild-act-1" ? await placesOfAct(nation, file) : await placesOfConsent(nation, file);
  const found = await Promise.all(
    places.map(async (place) => {
      const safe = await safeAt(nation.provider, place.key);
      if (safe === undefined) return [];
      const { domain, types, message } = place.statement;
      const digest = TypedDataEncoder.hash(domain, types, message);
      return [{ ...place, safe, digest, owners: signedBy(safe, digest, place.signature) }];
    }),
  );
  return found.flat();
}

/** Adds an owner's signature to the others at a place. */
export async function signPlace(place: SafePlace, owner: Signer): Promise<string> {
  const { safe, digest, statement } = place;
  const { domain, types, message } = statement;
  const added = await new SafeOwner(safe, owner).signTypedData(domain, types, message);
  return packSignatures(safe, digest, [place.signature, added]);
}

/** The file with another signature at a place. */
export function withSignature(file: SafeFile, where: Place["where"], signature: string): SafeFile {
  if (where === "signature" || file.format !== "neoguild-act-1") return { ...file, signature };
  return { ...file, rest: [signature, ...file.rest.slice(1)] };
}

/** The author's own signature, and with a change of key the new key's consent. */
async function placesOfAct(nation: Nation, file: SignedAct): Promise<Place[]> {
  checkDestination(nation, file);
  const { contract: name, method, act, signature, rest } = file;
  const by = BigInt(act["by"] as string);
  const { key, keyEpoch } = await nation.contracts.members.keyOf(by);
  const statement = await typedAct({ contract: contractOf(nation, name), method, act, keyEpoch });
  const own = { where: "signature" as const, key, statement, signature };
  if (name !== "members" || method !== "rotateKey") return [own];
  const { newKey, deadline } = act as { newKey: string; deadline: string };
  const consent = { register: nation.contracts.members, agent: by, key: newKey, deadline: BigInt(deadline) };
  return [own, { where: "consent", key: newKey, statement: await typedConsent(consent), signature: String(rest[0]) }];
}

async function placesOfConsent(nation: Nation, file: KeyConsent): Promise<Place[]> {
  const { key, deadline, signature } = file;
  const agent = /^\d+$/.test(file.agent) ? BigInt(file.agent) : (file.agent as Served);
  const consent = { register: nation.contracts.members, agent, key, deadline: BigInt(deadline) };
  return [{ where: "signature", key, statement: await typedConsent(consent), signature }];
}
