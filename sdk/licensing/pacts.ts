import { dirname, join } from "node:path";
import { readFileSync } from "node:fs";
import { formatUnits, id as hashOf, keccak256, parseUnits } from "ethers";
import { z } from "zod";

import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { tokenView, NATIVE, type TokenView } from "../treasury/tokens.ts";
import { formatDuration, formatMoment, parseDuration } from "../units.ts";
import { PURPOSES, type Purpose } from "./kinds.ts";
import { PROMISE_STATES, SIDES } from "./pactsFold.ts";

const DAY = 86_400n;

const agent = z.number().int().min(1);
const promise = z.strictObject({
  /** In words; only its hash is on chain, beside the text of the whole pact. */
  text: z.string().min(1),
  due: z.iso.date("a day of the calendar is due, written 2027-03-01"),
});

/** A pact as people write it, before it is proposed (docs/pacts.md). */
export const pactFile = z.strictObject({
  name: z.string().min(1, "say with whom, for those who vote"),
  organisation: agent,
  /** A guild or an active member who says for the nation what is fulfilled. */
  speaker: agent,
  /** Days in which the body can sign, counted from the proposal. */
  signDays: z.number().int().min(1).max(730).default(60),
  term: z.string(),
  noticeDays: z.number().int().min(0).max(730),
  guilds: z.array(agent).min(1).max(16),
  purposes: z.array(z.enum(PURPOSES)).default([]),
  voice: z.boolean().default(false),
  /** The file of the text, beside this one; its keccak256 hash is what the body signs. */
  text: z.string().min(1),
  uri: z.string().max(256).default(""),
  commitments: z
    .strictObject({ body: z.array(promise).max(16).default([]), nation: z.array(promise).max(16).default([]) })
    .default({ body: [], nation: [] }),
  /** The most that may be funded in the whole term, in whole coins or tokens. */
  limits: z
    .array(z.strictObject({ token: z.string(), most: z.string().regex(/^\d{1,20}(\.\d{1,18})?$/) }))
    .max(8)
    .default([]),
});

export type PactFile = z.output<typeof pactFile>;

/** The keccak256 hash of a pact's text, over the bytes of its file. @throws NeoguildError `FileUnreadable` */
export function textHashOf(path: string): string {
  try {
    return keccak256(readFileSync(path));
  } catch (cause) {
    throw new NeoguildError(
      { code: "FileUnreadable", message: `${path} cannot be read`, remedy: "Check the path and the file." },
      { cause },
    );
  }
}

/**
 * What `Pacts.propose` takes, from a pact's file.
 * @param path Of the file; the text stands beside it. @param now The chain's time (Unix seconds).
 * @throws NeoguildError `FileUnreadable` for the text, `AmountInvalid` for a limit with too many decimals
 */
export async function proposalFrom(nation: Nation, file: PactFile, { path, now }: { path: string; now: bigint }) {
  const limits = await Promise.all(
    file.limits.map(async ({ token, most }) => {
      const address = token === "native" ? NATIVE : token;
      return { token: address, most: units(most, await tokenView(nation, address)) };
    }),
  );
  const promised = (side: (typeof SIDES)[number]) =>
    file.commitments[side].map(({ text, due }) => ({
      textHash: hashOf(text),
      dueAt: BigInt(Date.parse(due)) / 1_000n + DAY, // the end of that day
      side: BigInt(SIDES.indexOf(side)),
    }));
  return {
    organisation: BigInt(file.organisation),
    speaker: BigInt(file.speaker),
    // The end of a day, so that the same pact proposed twice in a day is known to be the same.
    signBefore: (now / DAY + BigInt(file.signDays) + 1n) * DAY,
    term: parseDuration(file.term),
    noticeDays: BigInt(file.noticeDays),
    purposes: file.purposes.reduce((bits, purpose) => bits | (1n << BigInt(PURPOSES.indexOf(purpose))), 0n),
    voice: file.voice,
    textHash: textHashOf(join(dirname(path), file.text)),
    uri: file.uri,
    guilds: file.guilds.map(BigInt).sort((a, b) => Number(a - b)),
    commitments: [...promised("body"), ...promised("nation")],
    limits,
  };
}

function units(amount: string, token: TokenView): bigint {
  const [, decimals = ""] = amount.split(".");
  if (decimals.length <= token.decimals) return parseUnits(amount, token.decimals);
  throw new NeoguildError({
    code: "AmountInvalid",
    message: `${amount} has more decimals than ${token.symbol}, which has ${token.decimals}`,
    remedy: "Write fewer decimals.",
  });
}

/** A pact as it stands now. Amounts in the token's smallest unit, times Unix seconds. */
export interface PactView {
  readonly pact: bigint;
  readonly organisation: bigint;
  readonly speaker: bigint;
  readonly state: "proposed" | "not signed in time" | "in force" | "over" | "without the class";
  readonly signedAt: bigint;
  readonly endsAt: bigint;
  readonly term: bigint;
  readonly noticeDays: bigint;
  readonly purposes: readonly Purpose[];
  readonly voice: boolean;
  readonly textHash: string;
  readonly guilds: readonly bigint[];
  readonly commitments: readonly {
    readonly number: number;
    readonly side: (typeof SIDES)[number];
    readonly textHash: string;
    readonly dueAt: bigint;
    readonly state: (typeof PROMISE_STATES)[number];
  }[];
  readonly limits: readonly { readonly token: TokenView; readonly most: bigint; readonly funded: bigint }[];
}

/** A pact as it stands. @throws NeoguildError `PactsUnknownPact` */
export async function pactView(nation: Nation, pact: bigint): Promise<PactView> {
  const { pacts } = nation.contracts;
  const [record, guilds, commitments, limits, inForce, now] = await Promise.all([
    pacts.pactOf(pact),
    pacts.guildsOf(pact),
    pacts.commitmentsOf(pact),
    pacts.limitsOf(pact),
    pacts.isInForce(pact),
    nation.clock(),
  ]);
  const { organisation, speaker, signedAt, endsAt, term, noticeDays, voice, textHash } = record;
  if (organisation === 0n) {
    throw new NeoguildError({
      code: "PactsUnknownPact",
      message: `there is no pact ${pact}`,
      remedy: "See all with 'npx hardhat pact:show'.",
      docs: "docs/errors.md#pactsunknownpact",
    });
  }
  const running = inForce ? "in force" : "without the class";
  const unsigned = now < endsAt ? "proposed" : "not signed in time";
  return {
    ...{ pact, organisation, speaker, signedAt, endsAt, term, noticeDays, voice, textHash },
    state: signedAt === 0n ? unsigned : now < endsAt ? running : "over",
    purposes: PURPOSES.filter((_, bit) => ((record.purposes >> BigInt(bit)) & 1n) === 1n),
    guilds: [...guilds],
    commitments: commitments.map(({ textHash, dueAt, side, state }, index) => ({
      number: index + 1,
      side: SIDES[Number(side)] ?? "body",
      ...{ textHash, dueAt },
      state: PROMISE_STATES[Number(state)] ?? "open",
    })),
    limits: await Promise.all(
      limits.map(async ({ token, most, funded }) => ({ token: await tokenView(nation, token), most, funded })),
    ),
  };
}

/** What a pact waits for, or how long it lasts, as a sentence. */
export function pactInWords({ pact, organisation, state, endsAt, term }: PactView): string {
  switch (state) {
    case "proposed":
      return `proposed for ${formatDuration(term)}; agent ${organisation} can sign until ${formatMoment(endsAt)}: npx hardhat pact:sign --pact ${pact}`;
    case "not signed in time":
      return `was not signed before ${formatMoment(endsAt)}`;
    case "in force":
      return `in force until ${formatMoment(endsAt)}`;
    case "over":
      return `over since ${formatMoment(endsAt)}`;
    case "without the class":
      return `not in force: agent ${organisation} has not been attested a public body ever since it signed`;
  }
}

/** The promises of a pact's file by the hash that stands on chain. */
export function promisesIn({ commitments: { body, nation } }: PactFile): Map<string, string> {
  return new Map([...body, ...nation].map(({ text }) => [hashOf(text), text]));
}

/** All of a pact, in lines. @param words Promises by their hashes; those that are missing are shown as hashes. */
export function pactDetails(view: PactView, words: ReadonlyMap<string, string>): string[] {
  const { guilds, purposes, voice, speaker, term, noticeDays, textHash, commitments, limits } = view;
  return [
    `  works of guild ${guilds.join(", ")}, approved for ${purposes.join(", ") || "nothing"}`,
    `  for ${formatDuration(term)}, ${noticeDays} days of notice; ${voice ? "a voice" : "no voice"} in a chamber, and no vote`,
    `  text ${textHash}`,
    ...limits.map(
      ({ token: { decimals, symbol }, most, funded }) =>
        `  funded ${formatUnits(funded, decimals)} of at most ${formatUnits(most, decimals)} ${symbol}`,
    ),
    ...commitments.map(
      ({ number, side, textHash: hash, dueAt, state }) =>
        `  ${number}. the ${side}, by ${formatMoment(dueAt)}: ${words.get(hash) ?? hash} (${state})`,
    ),
    `  agent ${speaker} says for the nation what is fulfilled`,
  ];
}
