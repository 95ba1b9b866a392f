import { expect } from "chai";
import { network } from "hardhat";

import { decodePayload, encodePayload } from "../../sdk/contributions/payload.ts";
import { deployContributions, hours, NO_BATCH } from "../fixtures/contributions.ts";
import { FOREVER, foundGuild } from "../fixtures/membership.ts";

const { ethers } = await network.create();

const ACTION_BYTE = 1 + 8;

// The ledger records the code of an action and does not judge it, but the SDK refused to read a code it has no word for:
// one member's odd entry, on chain for ever, stopped everybody from rebuilding the ledger from its logs.
describe("finding: an action without a word in the log", () => {
  it("given a batch with the action code 200, decodePayload reads it, and encodePayload writes it again", async () => {
    const context = await deployContributions(ethers);
    const { ledger, founders } = context;
    const author = founders[0]!;
    const guild = await foundGuild(context, "Makers", [author]);
    const bytes = ethers.getBytes(encodePayload([hours(author)]));
    bytes[ACTION_BYTE] = 200;
    const payload = ethers.hexlify(bytes);
    await ledger
      .connect(author.signer)
      .submit({ by: author.id, guild, replaces: NO_BATCH, payload, deadline: FOREVER }, "0x");
    const entries = decodePayload(payload);
    expect(entries.map(({ action }) => action)).to.deep.equal([200]);
    expect(encodePayload(entries)).to.equal(payload);
  });
});
