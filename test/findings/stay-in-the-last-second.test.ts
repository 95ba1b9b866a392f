import { expect } from "chai";
import { network } from "hardhat";

import { deployRecovery, nameContacts, PLAIN_RECOVERY, supportAll } from "../fixtures/recovery.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;

// A stay left a request only what remained of its window. A thief who disputed it in the last second, when nobody had
// completed it yet, left the contacts one second after the stay; so the request lapsed, and the next one likewise.
describe("Holding up a recovery in the last second of its window", () => {
  it("leaves the whole window after the stay", async () => {
    const nation = await deployRecovery(ethers);
    const { recovery, members, founders, strangers } = nation;
    const [amara, ...contacts] = founders;
    await nameContacts(
      nation,
      amara!,
      contacts.slice(0, 5).map(({ id }) => id),
    );
    await time.increase(PLAIN_RECOVERY.contactsDelay);
    await supportAll(nation, contacts.slice(0, 3), { agent: 1n, key: strangers[0]! });
    const { lapsesAt } = await recovery.roundOf(1n);
    await time.setNextBlockTimestamp(lapsesAt - 1n);
    await recovery.connect(nation.nation).stay(1n);

    const stayed = await recovery.roundOf(1n);
    expect(stayed.readyAt).to.equal(stayed.stayedUntil);
    expect(stayed.lapsesAt - stayed.readyAt).to.equal(PLAIN_RECOVERY.window);
    await time.increaseTo(stayed.lapsesAt - 2n);
    await recovery.complete(1n);
    expect((await members.keyOf(1n)).key).to.equal(strangers[0]!.address);
  });
});
