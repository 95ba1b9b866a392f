import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { NeoguildError } from "./errors.ts";
import { OPEN, replaceFile } from "./files.ts";
import type { Eip1193Provider } from "./provider.ts";

/**
 * Two chains can have one id, and a chain that was reset keeps its id: which chain a nation is on is told by the hash of
 * its first block, which is kept beside the record of addresses.
 */
const chainFile = z.strictObject({
  format: z.literal("neoguild-chain/1"),
  chainId: z.string().regex(/^\d+$/),
  genesis: z.string().regex(/^0x[0-9a-f]{64}$/),
});

type Chain = z.output<typeof chainFile>;

const FILE = "chain.json";

/**
 * Writes down which chain a deployment is on, before its first transaction; later, checks that it still is.
 * @throws NeoguildError `ChainOther`, `GenesisUnknown`
 */
export async function keepChain(folder: string, provider: Eip1193Provider): Promise<void> {
  if (existsSync(join(folder, FILE))) return requireChain(folder, provider);
  const chain = await chainOf(provider);
  replaceFile(join(folder, FILE), `${JSON.stringify(chain, undefined, 2)}\n`, OPEN);
}

/**
 * Checks that the node's chain is the one of a record; a record that does not say is believed.
 * @throws NeoguildError `ChainOther`, `GenesisUnknown`
 */
export async function requireChain(folder: string, provider: Eip1193Provider): Promise<void> {
  if (!existsSync(join(folder, FILE))) return;
  const [recorded, found] = [readChain(folder), await chainOf(provider)];
  if (recorded.chainId === found.chainId && recorded.genesis === found.genesis) return;
  throw new NeoguildError({
    code: "ChainOther",
    message:
      `the record ${folder} is of chain ${recorded.chainId} with the first block ${recorded.genesis}, but this node's is ` +
      `chain ${found.chainId} with the first block ${found.genesis}: it was reset, or is another with the same id`,
    remedy:
      "Nothing was sent. Go to a node of the recorded chain; if that chain is gone, move the record's folder away.",
    docs: "docs/deployment.md",
  });
}

/**
 * Checks that every recorded contract is on the chain, which may have been rolled back and kept its first block.
 * @throws NeoguildError `NationGone`
 */
export async function requireContracts(
  folder: string,
  record: Readonly<Record<string, string>>,
  provider: Eip1193Provider,
): Promise<void> {
  const codes = await Promise.all(
    Object.entries(record).map(async ([name, address]) => {
      const code = await provider.request({ method: "eth_getCode", params: [address, "latest"] });
      return { name, address, isThere: code !== "0x" };
    }),
  );
  const gone = codes.filter(({ isThere }) => !isThere);
  if (gone.length === 0) return;
  throw new NeoguildError({
    code: "NationGone",
    message: `the record ${folder} names contracts that are not on this chain: ${gone.map(({ name, address }) => `${name} at ${address}`).join(", ")}`,
    remedy: "Nothing was sent. Go to a node of the chain that has them, or move the record's folder away.",
    docs: "docs/deployment.md",
  });
}

async function chainOf(provider: Eip1193Provider): Promise<Chain> {
  const [id, first] = await Promise.all([
    provider.request({ method: "eth_chainId" }) as Promise<string>,
    provider.request({ method: "eth_getBlockByNumber", params: ["0x0", false] }) as Promise<{ hash: string } | null>,
  ]);
  if (first !== null) return { format: "neoguild-chain/1", chainId: BigInt(id).toString(), genesis: first.hash };
  throw new NeoguildError({
    code: "GenesisUnknown",
    message: `the node does not tell the first block of chain ${BigInt(id)}, so nobody can say which chain it is`,
    remedy: "Nothing was sent. Name another node of that chain, with --network or NEOGUILD_RPC_URL.",
    docs: "docs/deployment.md",
  });
}

function readChain(folder: string): Chain {
  try {
    return chainFile.parse(JSON.parse(readFileSync(join(folder, FILE), "utf8")));
  } catch (cause) {
    throw new NeoguildError(
      {
        code: "RecordDamaged",
        message: `${join(folder, FILE)} does not say which chain the record is of`,
        remedy: "Restore the record's folder from where it was published or backed up.",
        docs: "docs/deployment.md",
      },
      { cause },
    );
  }
}
