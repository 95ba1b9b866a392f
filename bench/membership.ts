import { FOREVER, deployMembership, foundGuild, vouchIn, type Person } from "../test/fixtures/membership.ts";
import { coinlessKeys, gasOf, newChain } from "./chain.ts";
import type { Figures } from "./figures.ts";

const FOUNDERS = 10;
const BATCH = 100;
/** Of 110 members: three accept a newcomer. */
const ACCEPTANCE_BPS = 250n;

/** Members by founding and by acceptance, and a guild. */
export async function measureMembership(): Promise<Figures> {
  const { ethers } = await newChain();
  const nation = await deployMembership(ethers, { founders: FOUNDERS, terms: { acceptanceBps: ACCEPTANCE_BPS } });
  const { members, guilds, founders, strangers } = nation;
  const founding = await gasOf(members.found(coinlessKeys(BATCH)));

  await foundGuild(nation, "Makers", founders.slice(0, 1));
  const [founder, voucher, ...others] = founders as [Person, Person, ...Person[]];
  const guild = { by: voucher.id, name: "Weavers", nonce: 0, deadline: FOREVER };
  const guildFound = await gasOf(guilds.connect(voucher.signer).found(guild, "0x"));

  const acceptances = [];
  for (const newcomer of strangers.slice(0, 2)) {
    const { id } = await vouchIn(nation, [founder, voucher], newcomer);
    acceptances.push(await acceptedBy(others.slice(0, 3), id));
  }
  return {
    "membership.admit.single": acceptances[1] ?? 0, // the day of renewal is in use since the first
    "membership.admit.batch100": founding / BATCH,
    "guild.found": guildFound,
  };

  /** All accept; the gas of the last acceptance, which makes the member. */
  async function acceptedBy(people: readonly Person[], subject: bigint): Promise<number> {
    let gas = 0;
    for (const { id, signer } of people) {
      const act = { by: id, subject, round: 1, deadline: FOREVER };
      gas = await gasOf(members.connect(signer).accept(act, "0x"));
    }
    if (!(await members.isActive(subject))) throw new Error("the last acceptance made no member");
    return gas;
  }
}
