import { z } from "zod";

import { signedAct } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { keyConsent } from "../../sdk/membership/consent.ts";
import { address, file, readJson } from "../options.ts";
import { plain } from "../../sdk/plain.ts";
import { writeOwn } from "../output.ts";
import { confirm } from "../prompt.ts";
import { defineTask, keystoreFor, unchanged } from "../task.ts";
import type { SafeFile, SafePlace } from "../../sdk/safeFiles.ts";

export const walletSafeSign = defineTask({
  name: "wallet:safe-sign",
  description:
    "Adds the signature of one owner of a Safe to an act that another owner signed with --sign, or to an application of " +
    "'member:apply'. Shows what is signed and asks. The owners pass the file on until enough have signed. " +
    "Example: npx hardhat wallet:safe-sign --file act.json --keystore me.json",
  options: {
    file: file.describe("The file that the owners pass on"),
    owner: address.optional().describe("The owner's address, if the local node holds it"),
    yes: z.boolean().default(false).describe("Do not ask before signing"),
  },
  async run({ options, nation, signer }) {
    const connected = await nation();
    const { safePlaces, signPlace, withSignature } = await import("../../sdk/safeFiles.ts");
    let content: SafeFile = readJson(options.file, z.union([signedAct, keyConsent]));
    const owner = await ownerOf(options);
    const places = await safePlaces(connected, content);
    const own = places.filter(({ safe }) => safe.owners.includes(owner));
    if (own.length === 0) throw notAnOwner(owner, places);
    const missing = own.filter(({ owners }) => !owners.includes(owner));
    if (missing.length > 0) {
      if (!options.yes && !(await confirm(question(content)))) throw notSigned();
      const key = await signer(owner);
      for (const place of missing) content = withSignature(content, place.where, await signPlace(place, key));
      writeOwn(options.file, content);
    }
    const now = await safePlaces(connected, content);
    const data = {
      file: options.file,
      owner,
      safes: now.map(({ safe, owners }) => ({ safe: safe.address, owners, threshold: safe.threshold })),
      complete: now.every(isComplete),
      changed: false,
    };
    if (missing.length === 0) return unchanged(`${owner} has signed ${options.file} already.`, data);
    return { lines: [...now.map(inWords), nextStep(content, options.file, data.complete)], data };
  },
});

async function ownerOf(options: { owner?: string | undefined; keystore?: string | undefined }): Promise<string> {
  const keystore = keystoreFor(options);
  const { getAddress } = await import("ethers");
  const { keystoreAddress } = await import("../../sdk/signers.ts");
  if (options.owner !== undefined) return getAddress(options.owner);
  if (keystore !== undefined) return keystoreAddress(keystore);
  throw new NeoguildError({
    code: "OptionsInvalid",
    message: "it is not said which owner signs",
    remedy: "Name the owner's keystore with --keystore FILE, or an account of the local node with --owner.",
  });
}

/** What the file holds, to be read before it is signed: it comes from somebody else. */
function question(content: SafeFile): string {
  const lines =
    content.format === "neoguild-act-1"
      ? [`${content.contract}.${content.method} as agent ${String(content.act["by"])}:`, ...fieldsOf(content.act)]
      : [`The key ${content.key} consents to serve: ${content.agent}`];
  return `${lines.map(plain).join("\n")}\nSign this?`;
}

function fieldsOf(act: Readonly<Record<string, unknown>>): string[] {
  const decided = Object.entries(act).filter(([name]) => name !== "by" && name !== "nonce");
  return decided.map(([name, value]) => `  ${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
}

function isComplete({ safe, owners }: SafePlace): boolean {
  return owners.length >= safe.threshold;
}

function inWords({ safe, owners }: SafePlace): string {
  return `Safe ${safe.address}: ${owners.length} of ${safe.threshold} owners needed have signed.`;
}

function nextStep(content: SafeFile, path: string, complete: boolean): string {
  if (!complete) return `Hand ${path} to the next owner: npx hardhat wallet:safe-sign --file ${path}`;
  if (content.format === "neoguild-act-1") {
    const task = content.method === "castBallot" ? "proposal:carry" : "statement:carry";
    return `Anybody can carry it: npx hardhat ${task} --from ${path}`;
  }
  return `It is complete: hand ${path} to whoever vouches (member:vouch) or attests (organisation:attest).`;
}

function notAnOwner(owner: string, places: readonly SafePlace[]): NeoguildError {
  const safes = places.map(({ safe }) => safe.address).join(" or ");
  return new NeoguildError({
    code: "SafeNotOwner",
    message: `${owner} owns no Safe that signs this file${safes === "" ? ": none does" : ` (${safes})`}`,
    remedy: "Name the keystore of one of the Safe's owners; nothing was written.",
    docs: "docs/wallets.md",
  });
}

function notSigned(): NeoguildError {
  return new NeoguildError({
    code: "NotConfirmed",
    message: "not signed, since it was not confirmed",
    remedy: "Run the command again and type yes, or add --yes.",
  });
}
