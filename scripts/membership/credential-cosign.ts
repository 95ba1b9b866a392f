import { NeoguildError } from "../../sdk/errors.ts";
import { checkCredential, cosignCredential, credential, requireTrue } from "../../sdk/membership/credential.ts";
import { byMember, file, readJson } from "../options.ts";
import { writeOwn } from "../output.ts";
import { defineTask, unchanged } from "../task.ts";

export const credentialCosign = defineTask({
  name: "credential:cosign",
  description:
    "Adds a member's co-signature to another member's credential, for readers who cannot ask the register but know this " +
    "member. Checks it against the register first. Needs the co-signer's wallet; nothing is sent. " +
    "Example: npx hardhat credential:cosign --by 1 --file credential.json",
  options: { by: byMember, file: file.describe("The file of 'credential:export'") },
  async run({ options: { by, file: path }, nation, author }) {
    const connected = await nation();
    const content = readJson(path, credential);
    if (content.agent === by.toString()) throw ownCredential(by);
    if (content.cosignatures.some((one) => one.by === by.toString())) {
      return unchanged(`Agent ${by} has co-signed ${path} already.`, { by, file: path });
    }
    const { provider, addresses, contracts } = connected;
    requireTrue(await checkCredential(content, { provider, members: addresses.members }));
    if (!(await contracts.members.isActive(by))) throw notAMember(by);
    const { signer } = await author(by);
    const signed = await cosignCredential(connected, content, { id: by, signer });
    writeOwn(path, signed);
    return {
      lines: [`Agent ${by} co-signed agent ${content.agent}'s credential: ${path}`],
      data: { by, agent: content.agent, file: path, cosignatures: signed.cosignatures.length, changed: false },
    };
  },
});

function ownCredential(by: bigint): NeoguildError {
  return new NeoguildError({
    code: "CredentialOwn",
    message: `agent ${by} cannot co-sign their own credential`,
    remedy: "Ask another member; nothing was written.",
  });
}

function notAMember(by: bigint): NeoguildError {
  return new NeoguildError({
    code: "MembersNotActive",
    message: `agent ${by} is no active member, and a co-signature is a member's word`,
    remedy: "Ask a member to co-sign; nothing was written.",
  });
}
