import { listsOf, type Calls } from "../sdk/governance/proposals.ts";
import { BRAKE_TERMS } from "../test/fixtures/chambers.ts";
import { HOLD_TERMS, object, payment, stateOf, type Council } from "../test/fixtures/councils.ts";
import { deployCouncils, deployHolds, ROUND_TERMS } from "../test/fixtures/governance.ts";
import { deployMembership, FOREVER, foundGuild, type Person } from "../test/fixtures/membership.ts";
import { carryForAll, coinlessKeys, gasOf, newChain, type Author, type Chain } from "./chain.ts";
import type { Figures } from "./figures.ts";

const FOUNDERS = 10;
const FOUNDING_BATCH = 250;
const JOINS = 140; // as many as a transaction holds
const HOLDERS = 10;
/** Hash of why. */
const REASON = `0x${"5a".repeat(32)}`;

/** Decisions of a council, and holds, where the guild is the whole nation: of 100 and of 1,000. */
export async function measureCouncils(): Promise<Figures> {
  const small = await measureIn(100);
  const large = await measureIn(1_000);
  return {
    "council.propose": small.proposed,
    "council.object": small.objected,
    "council.execute": small.executed,
    "council.decision": small.proposed + small.executed,
    "council.decision.n1000": large.proposed + large.executed,
    "council.hold.batch10": small.held / HOLDERS,
    "council.hold.batch10.n1000": large.held / HOLDERS,
  };
}

async function measureIn(size: number) {
  const chain = await newChain();
  const { council, others } = await deploy(chain, size);
  // The second of each is measured, when the contracts' own slots and those of their authors are in use.
  await decide(chain, council, 1n);
  const decided = await decide(chain, council, 2n);
  await hold(chain, council, others, 3n);
  return { ...decided, ...(await hold(chain, council, others, 4n)) };
}

/** A guild of everybody, with a brake that nobody pulls; ten members hold a decision. */
async function deploy({ ethers, networkHelpers }: Chain, size: number) {
  const nation = await deployMembership(ethers, { founders: FOUNDERS });
  const { timelock, members, guilds, founders, strangers } = nation;
  const keys = coinlessKeys(size - FOUNDERS);
  for (let from = 0; from < keys.length; from += FOUNDING_BATCH) {
    await members.found(keys.slice(from, from + FOUNDING_BATCH));
  }
  // Whom an office and a case would be asked of: nobody pulls the brake here.
  const holds = await deployHolds(ethers, nation, { ...HOLD_TERMS, members: BigInt(HOLDERS) });
  const brake = await ethers.deployContract("Brake", [timelock, members, guilds, holds, guilds, BRAKE_TERMS]);
  const { councils } = await deployCouncils(ethers, nation, ROUND_TERMS, holds, brake);
  await guilds.fillSeat(0, councils);
  const guild = await foundGuild(nation, "Everybody", founders);
  const others = keys.map((signer, index) => ({ id: BigInt(FOUNDERS + index + 1), signer }));
  const join = ({ id }: Author) => ({ by: id, guild, nonce: 0, deadline: FOREVER });
  await carryForAll(guilds, "join", others, join, JOINS);
  const account = await guilds.accountOf(guild);
  await nation.nation.sendTransaction({ to: account, value: 1_000n });
  await networkHelpers.time.increase(10n);
  const [amara, bo, chen, dora, esi, fay] = founders as [Person, Person, Person, Person, Person, Person];
  const [shop] = strangers.map(({ address }) => address);
  if (shop === undefined) throw new Error("the guild must pay somebody");
  const council: Council = { ...nation, councils, holds, guild, account, amara, bo, chen, dora, esi, fay, shop };
  return { council, others };
}

/** A payment of the guild, which nobody objects to. */
async function decide(chain: Chain, council: Council, amount: bigint) {
  const { time } = chain.networkHelpers;
  const { councils, amara, shop } = council;
  const calls = payment(shop, amount);
  const [targets, values, calldatas] = listsOf(calls);
  const proposed = await gasOf(proposing(council, amara, calls, amount));
  const proposal = await councils.proposalCount();
  await time.increaseTo((await councils.proposalOf(proposal)).closesAt + 1n);
  if ((await stateOf(council, proposal)) !== "agreed") throw new Error("the council did not agree");
  const executed = await gasOf(councils.execute(proposal, targets, values, calldatas));
  return { proposed, executed };
}

/** Ten members hold a decision of the council, by statements that somebody carries at once. */
async function hold(chain: Chain, council: Council, others: readonly Author[], amount: bigint) {
  const { councils, holds, amara, bo, shop } = council;
  await gasOf(proposing(council, amara, payment(shop, amount), amount));
  const proposal = await councils.proposalCount();
  await chain.networkHelpers.time.increaseTo((await councils.proposalOf(proposal)).opensAt + 1n);
  const objected = await gasOf(object(council, bo, proposal));
  const number = await councils.holdNumber(proposal);
  const words = { subject: await councils.getAddress(), number, reason: REASON, text: "", deadline: FOREVER };
  const holders = others.slice(0, HOLDERS);
  const held = await carryForAll(holds, "suspend", holders, ({ id }) => ({ by: id, ...words }));
  const { until } = await holds.heldOf(councils, number);
  if (until === 0n) throw new Error("ten members did not hold the decision");
  return { objected, held };
}

async function proposing({ councils, guild }: Council, { id, signer }: Person, calls: Calls, nonce: bigint) {
  const [targets, values, calldatas] = listsOf(calls);
  const act = { by: id, guild, targets, values, calldatas, description: "As we said", nonce, deadline: FOREVER };
  return councils.connect(signer).propose(act, "0x");
}
