import { expect } from "chai";
import { network } from "hardhat";

import { deployPlaces, GUEST_USES, HARBOUR, HEARTH, TREATY_TERMS, USES, type Places } from "../../fixtures/chapters.ts";
import { DAY, FOREVER, sign, YEAR } from "../../fixtures/membership.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

/** Every act of chapters, signed by its author and carried by somebody who is no member. */
describe("Chapters: signed acts", () => {
  let nonce = 100n;

  /** Carries a signed act; then again, which must be refused with the error named. */
  async function carried(
    places: Places,
    id: number,
    method: string,
    fields: Readonly<Record<string, unknown>>,
    refused: string,
  ): Promise<void> {
    const { chapters, founders, strangers } = places;
    const struct = { by: BigInt(id), nonce: ++nonce, deadline: FOREVER, ...fields };
    const fragment = chapters.interface.getFunction(method as "open");
    const known = fragment.inputs[0]!.components!.map(({ name }) => name);
    const statement = Object.fromEntries(known.map((name) => [name, (struct as Record<string, unknown>)[name]]));
    const signature = await sign(places, founders[id - 1]!, chapters, method, statement);
    const call = chapters.interface.encodeFunctionData(method as "open", [statement, signature] as never);
    const carrier = chapters.connect(strangers[0]);
    await expect(carrier.carry([call]), method).not.to.emit(chapters, "CallSkipped");
    const { data } = await carrier.carry([call]).then(async (sent) => {
      const { logs } = (await sent.wait())!;
      return logs.at(-1)!;
    });
    const [reason] = ethers.AbiCoder.defaultAbiCoder().decode(["bytes"], data) as unknown as [string];
    expect(chapters.interface.parseError(reason)?.name, `${method}, carried again`).to.equal(refused);
  }

  it("are carried out, once each", async () => {
    const places = await deployPlaces(ethers);
    const { chapters, treaties, abroad } = places;
    const NONCE = "StatementNonceUsed";
    for (const [chapter, name, first, second] of [
      [HEARTH, "Hearth", 1, 2],
      [HARBOUR, "Harbour", 6, 7],
    ] as const) {
      await carried(places, first, "open", { name, uses: USES, guestUses: GUEST_USES }, NONCE);
      const backing = { chapter, person: BigInt(second), round: 1n };
      await carried(places, first, "back", backing, "ChaptersAlreadyBacked");
      await carried(places, second, "host", { chapter, hosting: true }, NONCE);
      await carried(places, first, "offerUses", { chapter, uses: 1n, guestUses: 1n }, NONCE);
      await carried(places, second, "settle", { chapter }, NONCE);
    }
    const until = BigInt(await time.latest()) + 30n * DAY;
    await carried(places, 2, "visit", { chapter: HARBOUR, from: 0n, until }, NONCE);
    const stay = { chapter: HARBOUR, guest: 2n, stay: 1n };
    await carried(places, 1, "vouch", stay, "ChaptersAlreadyVouched");
    await carried(places, 6, "accept", stay, "ChaptersWrongStay");
    expect(await chapters.isGuest(HARBOUR, 2n)).to.equal(true);
    await carried(places, 2, "depart", { chapter: HARBOUR }, NONCE);

    await treaties.recognise(abroad.members, { ...TREATY_TERMS, until: until + YEAR });
    const pass = { treaty: 1n, guest: 3n, until, deadline: FOREVER };
    await treaties.connect(abroad.founders[2]!.signer).takePass(pass, "0x", 0n);
    await carried(places, 6, "receiveGuest", { chapter: HARBOUR, treaty: 1n, guest: 3n, until }, NONCE);
    expect((await chapters.recognisedStayOf(HARBOUR, 1n, 3n)).acceptedBy).to.equal(6n);
  });
});
