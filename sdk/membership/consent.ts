import type { Signer } from "ethers";
import { z } from "zod";

import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { signKeyConsent, type Served } from "../statements.ts";

/** A key's signed consent to serve an agent, as an applicant hands it to a member in a file. */
export const keyConsent = z.strictObject({
  format: z.literal("neoguild-consent-1"),
  chainId: z.string(),
  /** The `Members` contract it was signed for. */
  register: z.string(),
  /** The agent's id, or what the agent about to be made will be. */
  agent: z.union([z.enum(["Applicant", "Organisation"]), z.string().regex(/^[1-9]\d{0,9}$/)]),
  key: z.string(),
  /** Unix seconds; the act that uses it has the same deadline. */
  deadline: z.string().regex(/^\d{1,13}$/),
  signature: z.string(),
});

export type KeyConsent = z.output<typeof keyConsent>;

const STATUS_WORD = /^[A-Z]/;

/** The tasks by which a key's holder consents. */
const TASKS = {
  Applicant: "member:apply",
  Organisation: "member:apply --organisation",
  Agent: "recovery:request",
};

/** Signs a key's consent to serve `agent`. Nothing is sent. */
export async function signConsent(
  nation: Nation,
  params: { signer: Signer; agent: Served; deadline: bigint },
): Promise<KeyConsent> {
  const register = nation.contracts.members;
  return {
    format: "neoguild-consent-1",
    chainId: nation.chainId.toString(),
    register: nation.addresses.members,
    agent: params.agent.toString(),
    key: await params.signer.getAddress(),
    deadline: params.deadline.toString(),
    signature: await signKeyConsent({ register, ...params }),
  };
}

/**
 * Checks that a consent is for this nation, for an agent of this kind, and still valid.
 * @param kind What the key will be, or `Agent` if it is to serve one that there is.
 * @throws NeoguildError `ConsentElsewhere`, `ConsentOfOtherKind`, `ConsentExpired`
 */
export async function checkConsent(
  nation: Nation,
  consent: KeyConsent,
  kind: "Applicant" | "Organisation" | "Agent",
): Promise<void> {
  if (consent.chainId !== nation.chainId.toString() || consent.register !== nation.addresses.members) {
    throw new NeoguildError({
      code: "ConsentElsewhere",
      message: `this key consented for the register ${consent.register} on chain ${consent.chainId}`,
      remedy: `Here is ${nation.addresses.members} on chain ${nation.chainId}: sign here, or go there with --network.`,
    });
  }
  const task = TASKS[kind];
  if (kind === "Agent" ? STATUS_WORD.test(consent.agent) : consent.agent !== kind) {
    throw new NeoguildError({
      code: "ConsentOfOtherKind",
      message: `this key did not consent to become an ${kind.toLowerCase()} but to serve: ${consent.agent}`,
      remedy: `Let its holder sign anew with 'npx hardhat ${task}'.`,
    });
  }
  if (BigInt(consent.deadline) < (await nation.clock())) {
    throw new NeoguildError({
      code: "ConsentExpired",
      message: "this key's consent is no longer valid",
      remedy: `Let its holder sign anew with 'npx hardhat ${task}'.`,
    });
  }
}
