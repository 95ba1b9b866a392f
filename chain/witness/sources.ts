import { z } from "zod";

import { NeoguildError } from "../../sdk/errors.ts";
import { chainIdOf, hostOf, rpcProvider } from "../../sdk/provider.ts";
import type { Head, JournalText } from "../format.ts";

/** Whoever tells a witness where the chain stands: a running node, or a copy of the journal. */
export interface HeadSource {
  readonly from: "node" | "journal";
  readonly chainId: number;
  /** Hash of block 0. */
  readonly genesis: string;
  readonly head: Head;
  /** Hash of a block; undefined where there is none of this number. */
  hashAt(number: number): Promise<string | undefined>;
}

/** @throws NeoguildError `NodeUnreachable`, `NodeRefused` */
export async function nodeSource(rpcUrl: string): Promise<HeadSource> {
  const chainId = await chainIdOf(rpcUrl);
  const provider = rpcProvider(rpcUrl, chainId);
  const blockAt = async (tag: number | "latest") => {
    try {
      return await provider.getBlock(tag);
    } catch {
      // Without a cause, which may name the whole address.
      throw new NeoguildError({
        code: "NodeUnreachable",
        message: `the node at ${hostOf(rpcUrl)} did not tell its block ${tag}`,
        remedy: "Try again later; the witness file was not changed.",
      });
    }
  };
  const [first, latest] = [await blockAt(0), await blockAt("latest")];
  const genesis = z.string().parse(first?.hash);
  const { number, hash, timestamp } = head.parse(latest);
  return {
    from: "node",
    chainId: Number(chainId),
    genesis,
    head: { number, hash, timestamp },
    hashAt: async (asked) => (await blockAt(asked))?.hash ?? undefined,
  };
}

const head = z.object({ number: z.number(), hash: z.string(), timestamp: z.number() });

export function journalSource({ header, entries }: JournalText): HeadSource {
  const heads = [header.head, ...entries.map((entry) => entry.head)];
  const hashes = new Map(heads.map(({ number, hash }) => [number, hash]));
  return {
    from: "journal",
    chainId: z.int().parse(header.genesis["chainId"]),
    genesis: header.head.hash,
    head: (entries.at(-1) ?? header).head,
    hashAt: (asked) => Promise.resolve(hashes.get(asked)),
  };
}
