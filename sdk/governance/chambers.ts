import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { proposalView } from "./assembly.ts";
import { CHAMBERS, laneOf, objectionsNeeded, type Chamber } from "./chambersFold.ts";
import { callsHash, type ProposalKey } from "./proposals.ts";
import { hasFlag, RuleFlag } from "./rules.ts";

const MASTERS = CHAMBERS.indexOf("masters");

/** What one chamber has said to a decision. Counts of people. */
export interface ChamberView {
  readonly chamber: Chamber;
  /** At the decision's snapshot; 0 = it does not sit. */
  readonly size: bigint;
  readonly objections: bigint;
  /** So many of each of two chambers, and of each of three. */
  readonly ofTwo: bigint;
  readonly ofThree: bigint;
}

/** What the chambers say to a decision. */
export interface HearingView {
  readonly proposal: bigint;
  readonly title: string;
  readonly state: string;
  /** Whether its rule knows chambers, and it is no first reading. */
  readonly vetoable: boolean;
  readonly open: boolean;
  readonly vetoed: boolean;
  /** That the same calls have met, this one among them. */
  readonly vetoes: bigint;
  readonly chambers: readonly ChamberView[];
  /** How `open` is told which decision it is about. */
  readonly key: ProposalKey;
}

/** What the chambers say to a decision; the last proposal unless given. @throws NeoguildError `ProposalUnknown` */
export async function hearingView(nation: Nation, proposal?: bigint): Promise<HearingView> {
  const { chambers, assembly } = nation.contracts;
  const found = await proposalView(nation, proposal);
  const { targets, values, calldatas } = found.calls;
  const lists = { targets: [...targets], values: [...values], calldatas: [...calldatas] };
  const [hearing, vote, vetoes] = await Promise.all([
    chambers.hearingOf(found.proposal),
    assembly.voteOf(found.proposal),
    chambers.vetoesOf(callsHash(lists)),
  ]);
  return {
    proposal: found.proposal,
    title: found.title,
    state: found.state,
    vetoable: hasFlag(vote, RuleFlag.Chambers) && !hasFlag(vote, RuleFlag.TwoReadings),
    open: hearing.snapshot !== 0n,
    vetoed: hearing.vetoed,
    vetoes,
    chambers: CHAMBERS.map((chamber, index) => {
      const size = laneOf(hearing.sizes, index);
      return {
        chamber,
        size,
        objections: laneOf(hearing.objections, index),
        ofTwo: objectionsNeeded(size, hearing.twoBps),
        ofThree: objectionsNeeded(size, hearing.threeBps),
      };
    }),
    key: [lists.targets, lists.values, lists.calldatas, found.descriptionHash],
  };
}

/** A chamber and how many people it has by now. */
export interface RollView {
  readonly chamber: Chamber;
  readonly size: bigint;
  /** It sits with so many at least; 0 = the nation does not have it. */
  readonly least: bigint;
  /** On its roll; empty for the members, whose roll is the register. */
  readonly roll: readonly { readonly agent: bigint; readonly guild: bigint; readonly seated: boolean }[];
}

/** The chambers with their rolls, of which those are marked who no longer are what it takes. */
export async function rollViews(nation: Nation): Promise<RollView[]> {
  const { chambers } = nation.contracts;
  const terms = await chambers.terms();
  const { timestamp } = await nation.now();
  const least = [terms.leastMembers, terms.leastMasters, terms.leastOrganisations];
  return Promise.all(
    CHAMBERS.map(async (chamber, index) => {
      const entered = await chambers.queryFilter(chambers.filters.ChamberEntered(index));
      const agents = [...new Set(entered.map(({ args }) => args.agent))];
      const known = await Promise.all(
        agents.map(async (agent) => {
          const guild = await chambers.guildOnRoll(agent);
          const [onRoll, seated] = await Promise.all([
            chambers.isOnRoll(index, agent),
            chambers.mayEnter(index, agent, guild),
          ]);
          return { agent, guild: index === 1 ? guild : 0n, seated, onRoll };
        }),
      );
      const roll = known.filter(({ onRoll }) => onRoll).map(({ agent, guild, seated }) => ({ agent, guild, seated }));
      // The present second is still open: the register tells of the one before.
      const size = index === 0 ? await chambers.sizeAt(index, timestamp - 1n) : BigInt(roll.length);
      return { chamber, size, least: least[index] ?? 0n, roll };
    }),
  );
}

/** A guild in which somebody is Master now: that of the roll, or if they no longer are there any other. */
async function masterIn({ contracts: { chambers, guilds } }: Nation, by: bigint): Promise<bigint | undefined> {
  const [onRoll, ranked] = await Promise.all([
    chambers.guildOnRoll(by),
    guilds.queryFilter(guilds.filters.RankSet(undefined, by)),
  ]);
  const known = [...new Set([onRoll, ...ranked.map(({ args }) => args.guild)])].filter((guild) => guild !== 0n);
  const masters = await Promise.all(known.map((guild) => chambers.mayEnter(MASTERS, by, guild)));
  return known.find((_, index) => masters[index]);
}

/**
 * In which chamber somebody objects who named none: the smallest of theirs, where an objection is the largest share.
 * @throws NeoguildError `ChambersNotSeated`
 */
export async function chamberFor(
  nation: Nation,
  { by, proposal }: { by: bigint; proposal: bigint },
): Promise<{ chamber: number; guild: bigint }> {
  const { chambers } = nation.contracts;
  const [{ snapshot, sizes }, master] = await Promise.all([chambers.hearingOf(proposal), masterIn(nation, by)]);
  const theirs = await Promise.all(
    CHAMBERS.map(async (name, chamber) => {
      const guild = name === "masters" ? master : 0n;
      if (guild === undefined) return { chamber, guild: 0n, size: 0n, seated: false };
      const [was, is] = await Promise.all([
        chambers.wasOnRoll(chamber, by, snapshot),
        chambers.mayEnter(chamber, by, guild),
      ]);
      return { chamber, guild, size: laneOf(sizes, chamber), seated: was && is };
    }),
  );
  const [best] = theirs.filter(({ seated, size }) => seated && size > 0n).sort((a, b) => (a.size < b.size ? -1 : 1));
  if (best !== undefined) return { chamber: best.chamber, guild: best.guild };
  throw new NeoguildError({
    code: "ChambersNotSeated",
    message: `agent ${by} sits in none of the chambers that decide about proposal ${proposal}`,
    remedy: "Who sat there when voting began objects; see the rolls with 'npx hardhat chamber:show'.",
    docs: "docs/chambers.md",
  });
}
