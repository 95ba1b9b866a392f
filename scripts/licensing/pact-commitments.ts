import { z } from "zod";

import type { Nation } from "../../sdk/connect.ts";
import { NeoguildError } from "../../sdk/errors.ts";

/** Counted from 1, as `pact:show` lists them. */
export const commitmentNumber = z
  .string()
  .regex(/^[1-9]\d?$/, "a commitment's number is a whole number from 1, as 'pact:show' lists it")
  .transform(Number)
  .describe("The commitment's number, as pact:show lists it");

/** What became of a commitment so far. @throws NeoguildError `PactsUnknownCommitment` */
export async function stateOf(nation: Nation, pact: bigint, number: number): Promise<string> {
  const { pactView } = await import("../../sdk/licensing/pacts.ts");
  const { commitments } = await pactView(nation, pact);
  const found = commitments[number - 1];
  if (found !== undefined) return found.state;
  throw new NeoguildError({
    code: "PactsUnknownCommitment",
    message: `pact ${pact} has no commitment ${number}`,
    remedy: `See them with 'npx hardhat pact:show --pact ${pact}'.`,
    docs: "docs/errors.md#pactsunknowncommitment",
  });
}
