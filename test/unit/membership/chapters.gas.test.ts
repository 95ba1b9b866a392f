import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import { network } from "hardhat";

import {
  act,
  deployChapters,
  GUEST_USES,
  HARBOUR,
  HEARTH,
  TREATY_TERMS,
  USES,
  type Places,
} from "../../fixtures/chapters.ts";
import { DAY, FOREVER, YEAR } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/** Ceilings of what does not happen for the first time; docs/chapters.md tells them. */
describe("Chapters' gas", () => {
  /** A guest of the other nation holds a pass, and founder 4 was a guest of the Harbour. */
  const lived = async () => {
    const places = await deployChapters(ethers);
    const { treaties, abroad } = places;
    await treaties.recognise(abroad.members, { ...TREATY_TERMS, until: (await now()) + YEAR });
    await pass(places, 0);
    await visit(places, 4);
    await vouch(places, 4);
    await accept(places, 4);
    await time.increase(30n * DAY);
    return places;
  };
  const given = () => networkHelpers.loadFixture(lived);
  const now = async () => BigInt(await time.latest());
  const person = ({ founders }: Places, id: number) => founders[id - 1]!;
  const visit = async (places: Places, id: number) =>
    act(places.chapters, person(places, id), "visit", { chapter: HARBOUR, from: 0n, until: (await now()) + 30n * DAY });
  const vouch = async (places: Places, guest: number) =>
    act(places.chapters, person(places, 1), "vouch", { chapter: HARBOUR, guest, stay: 1n });
  const accept = async (places: Places, guest: number) =>
    act(places.chapters, person(places, 6), "accept", { chapter: HARBOUR, guest, stay: 1n });
  const pass = async ({ treaties, abroad }: Places, index: number) => {
    const { id, signer } = abroad.founders[index]!;
    const statement = { treaty: 1n, guest: id, until: (await now()) + 60n * DAY, deadline: FOREVER };
    return treaties.connect(signer).takePass(statement, "0x", 0n);
  };

  async function verifyAtMost(name: string, sent: Promise<ContractTransactionResponse>, most: bigint): Promise<void> {
    const { gasUsed } = (await (await sent).wait())!;
    if (process.env["GAS"]) console.log(`      ${name}: ${gasUsed}`);
    expect(gasUsed).to.be.at.most(most);
  }

  it("bounds a chapter, its offices and homes", async () => {
    const places = await given();
    const { chapters } = places;
    const asked = { name: "Hill", uses: USES, guestUses: GUEST_USES };
    await verifyAtMost("open", act(chapters, person(places, 1), "open", asked), 150_000n);
    await act(chapters, person(places, 1), "back", { chapter: 3n, person: 2n, round: 1n });
    await verifyAtMost("host", act(chapters, person(places, 2), "host", { chapter: 3n, hosting: true }), 110_000n);
    await verifyAtMost("settle", act(chapters, person(places, 10), "settle", { chapter: HEARTH }), 80_000n);
    const backing = { chapter: HEARTH, person: 3n, round: 1n };
    await verifyAtMost("back", act(chapters, person(places, 4), "back", backing), 110_000n);
  });

  it("bounds a stay", async () => {
    const places = await given();
    await verifyAtMost("visit", visit(places, 3), 90_000n);
    await verifyAtMost("vouch", vouch(places, 3), 60_000n);
    await verifyAtMost("accept", accept(places, 3), 80_000n);
    await verifyAtMost("depart", act(places.chapters, person(places, 3), "depart", { chapter: HARBOUR }), 60_000n);
  });

  it("bounds a pass and a stay under it", async () => {
    const places = await given();
    await verifyAtMost("pass", pass(places, 1), 100_000n);
    const stay = { chapter: HARBOUR, treaty: 1n, guest: 2n, until: (await now()) + 30n * DAY };
    await verifyAtMost("receive", act(places.chapters, person(places, 6), "receiveGuest", stay), 110_000n);
  });

  it("bounds the question whether somebody may use something", async () => {
    const places = await given();
    const { chapters } = places;
    await visit(places, 3);
    const asked = [
      await chapters.mayUse.estimateGas(HEARTH, 1n, 0),
      await chapters.mayUse.estimateGas(HARBOUR, 3n, 0),
      await chapters.recognisedMayUse.estimateGas(HARBOUR, 1n, 1n, 0),
    ];
    for (const gas of asked) expect(gas).to.be.at.most(80_000n);
  });
});
