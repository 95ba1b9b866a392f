import type { Signer } from "ethers";
import { z } from "zod";

import { ACT_VALIDITY, send, type Outcome } from "../../acts.ts";
import type { Nation } from "../../connect.ts";
import { NeoguildError } from "../../errors.ts";
import { signStatement } from "../../statements.ts";
import { IMembers__factory } from "../../../typechain-types/index.ts";
import { rightsOf } from "./uses.ts";

/** A treaty as people read it. */
export interface TreatyView {
  readonly id: bigint;
  readonly register: string;
  readonly rights: readonly string[];
  readonly mostGuests: bigint;
  readonly endsAt: bigint;
  readonly passTerm: bigint;
  readonly notice: bigint;
  readonly passes: readonly PassView[];
}

export interface PassView {
  /** The id in the other nation's register. */
  readonly guest: bigint;
  readonly until: bigint;
  /** What it gives now; nothing once it has ended, by its term, the treaty or the membership there. */
  readonly rights: readonly string[];
}

/** All treaties with the passes that hold a place, in the order of their ids. */
export async function allTreaties(nation: Nation): Promise<TreatyView[]> {
  const last = Number(await nation.contracts.treaties.lastId());
  return Promise.all(Array.from({ length: last }, (_, place) => treatyView(nation, BigInt(place + 1))));
}

/** Checks that there is a treaty of this number, whether it has ended or not. @throws NeoguildError `TreatyUnknown` */
export async function requireTreaty({ contracts: { treaties } }: Nation, id: bigint): Promise<void> {
  if (id <= (await treaties.lastId())) return;
  throw new NeoguildError({
    code: "TreatyUnknown",
    message: `there is no treaty ${id}`,
    remedy: "See all with 'npx hardhat treaty:show'.",
    docs: "docs/chapters.md",
  });
}

async function treatyView({ contracts: { treaties } }: Nation, id: bigint): Promise<TreatyView> {
  const [made, taken] = await Promise.all([
    treaties.treatyOf(id),
    treaties.queryFilter(treaties.filters.PassTaken(id)),
  ]);
  const guests = [...new Set(taken.map(({ args }) => args.guest))];
  const passes = await Promise.all(
    guests.map(async (guest) => {
      const [until, rights] = await Promise.all([treaties.passOf(id, guest), treaties.rightsOf(id, guest)]);
      return { guest, until, rights: rightsOf(rights) };
    }),
  );
  const { register, mostGuests, endsAt, passTerm, notice } = made;
  const held = passes.filter(({ until }) => until !== 0n);
  return { id, register, rights: rightsOf(made.rights), mostGuests, endsAt, passTerm, notice, passes: held };
}

/** A pass asked for and signed by a member of another nation, as it is stored in a file; it comes from strangers. */
export const signedPass = z.strictObject({
  format: z.literal("neoguild-pass-1"),
  chainId: z.string(),
  address: z.string(),
  treaty: z.string().regex(/^\d{1,5}$/),
  guest: z.string().regex(/^\d{1,10}$/),
  until: z.string().regex(/^\d{1,13}$/),
  deadline: z.string().regex(/^\d{1,13}$/),
  signature: z.string().regex(/^0x([0-9a-f]{2})+$/i, "is missing: without it the pass would be the carrier's own"),
});

export type SignedPass = z.output<typeof signedPass>;

export interface PassAsked {
  readonly treaty: bigint;
  /** The id in the other nation's register. */
  readonly guest: bigint;
  /** Unix seconds, exclusive. */
  readonly until: bigint;
}

/** The key that the other nation's register names for a guest, with its epoch. @throws NeoguildError `GuestUnknown` */
export async function guestKey(
  nation: Nation,
  treaty: bigint,
  guest: bigint,
): Promise<{ key: string; keyEpoch: bigint }> {
  const { register } = await nation.contracts.treaties.treatyOf(treaty);
  if (BigInt(register) === 0n) throw unknown(`there is no treaty ${treaty}`);
  const { key, keyEpoch } = await IMembers__factory.connect(register, nation.provider).keyOf(guest);
  if (BigInt(key) === 0n) throw unknown(`the register of treaty ${treaty} knows no agent ${guest}`);
  return { key, keyEpoch };
}

/** Signs for a pass, for anybody to carry. Nothing is sent. */
export async function signPass(nation: Nation, signer: Signer, asked: PassAsked): Promise<SignedPass> {
  const { treaties } = nation.contracts;
  const { keyEpoch } = await guestKey(nation, asked.treaty, asked.guest);
  const deadline = (await nation.clock()) + ACT_VALIDITY;
  const { signature } = await signStatement({
    contract: treaties,
    method: "takePass",
    act: { ...asked, deadline },
    keyEpoch,
    signer,
  });
  return {
    format: "neoguild-pass-1",
    chainId: nation.chainId.toString(),
    address: nation.addresses.treaties,
    treaty: asked.treaty.toString(),
    guest: asked.guest.toString(),
    until: asked.until.toString(),
    deadline: deadline.toString(),
    signature,
  };
}

/** Takes a pass from the guest's own account. */
export async function takePass(nation: Nation, signer: Signer, asked: PassAsked): Promise<Outcome> {
  const deadline = (await nation.clock()) + ACT_VALIDITY;
  return sendPass(nation, signer, { ...asked, deadline }, "0x");
}

/** Carries a signed pass. @throws NeoguildError `PassElsewhere` */
export async function carryPass(nation: Nation, carrier: Signer, pass: SignedPass): Promise<Outcome> {
  if (pass.chainId !== nation.chainId.toString() || pass.address !== nation.addresses.treaties) {
    throw new NeoguildError({
      code: "PassElsewhere",
      message: `this pass was signed for ${pass.address} on chain ${pass.chainId}`,
      remedy: `Here is chain ${nation.chainId}, Treaties at ${nation.addresses.treaties}; carry it to where it was signed for.`,
    });
  }
  const asked = { treaty: BigInt(pass.treaty), guest: BigInt(pass.guest), until: BigInt(pass.until) };
  return sendPass(nation, carrier, { ...asked, deadline: BigInt(pass.deadline) }, pass.signature);
}

async function sendPass(
  nation: Nation,
  sender: Signer,
  statement: PassAsked & { readonly deadline: bigint },
  signature: string,
): Promise<Outcome> {
  const { treaties } = nation.contracts;
  const replaced = await endedPass(nation, statement.treaty);
  return send(nation, treaties.connect(sender), "takePass", [statement, signature, replaced]);
}

/** A guest whose pass has ended and gives up its place, where all are taken; 0 if none need or can. */
async function endedPass(nation: Nation, treaty: bigint): Promise<bigint> {
  const { mostGuests, passes } = await treatyView(nation, treaty);
  if (BigInt(passes.length) < mostGuests) return 0n;
  return passes.find(({ rights }) => rights.length === 0)?.guest ?? 0n;
}

function unknown(message: string): NeoguildError {
  return new NeoguildError({
    code: "GuestUnknown",
    message,
    remedy: "See the treaties with 'npx hardhat treaty:show'; the id of a guest is the one in the other nation.",
    docs: "docs/chapters.md#treaties",
  });
}
