import { encodeBase64, toUtf8Bytes, type Result } from "ethers";

import { PURPOSES } from "./kinds.ts";
import { partsOf, type Grant } from "./grants.ts";

/** What a grant's token says of itself, as `GrantTokens.tokenURI`: ERC-721's JSON in a `data:` URI. */
export function tokenUri(number: bigint, { policy, version, grantedAt, expiresAt }: Grant): string {
  const { work, licensee, purpose } = partsOf(number);
  const word = PURPOSES[Number(purpose)] ?? "";
  const metadata = {
    name: `Work ${work}, agent ${licensee}: ${word}`,
    description: "What was granted. Whether the work may be used now is for canUse to say.",
    attributes: [
      ...Object.entries({ work, licensee }).map(([trait, value]) => ({ trait_type: trait, value: Number(value) })),
      { trait_type: "purpose", value: word },
      ...Object.entries({ policy, version }).map(([trait, value]) => ({ trait_type: trait, value: Number(value) })),
      ...Object.entries({ granted: grantedAt, expires: expiresAt }).map(([trait, moment]) =>
        moment === 0n
          ? { trait_type: trait, value: "never" }
          : { display_type: "date", trait_type: trait, value: Number(moment) },
      ),
    ],
  };
  return `data:application/json;base64,${encodeBase64(toUtf8Bytes(JSON.stringify(metadata)))}`;
}

/** With which key each token stands, by its number, rebuilt from the logs of `GrantTokens`. */
export function foldTokens(logs: Iterable<{ readonly name: string; readonly args: Result }>): Map<bigint, string> {
  const holders = new Map<bigint, string>();
  for (const { name, args } of logs) {
    if (name === "Transfer") holders.set(args["tokenId"] as bigint, args["to"] as string);
  }
  return holders;
}
