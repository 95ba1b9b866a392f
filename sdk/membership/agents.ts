import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";

/** Checks that there is somebody of this id. @throws NeoguildError `MembersUnknownAgent` */
export async function requireAgent({ contracts: { members } }: Nation, id: bigint): Promise<void> {
  const { key } = await members.keyOf(id);
  if (BigInt(key) === 0n) throw unknownAgent(id);
}

export function unknownAgent(id: bigint): NeoguildError {
  return new NeoguildError({
    code: "MembersUnknownAgent",
    message: `there is no agent ${id}`,
    remedy: "See who there is with 'npx hardhat member:list'.",
    docs: "docs/errors.md#membersunknownagent",
  });
}
