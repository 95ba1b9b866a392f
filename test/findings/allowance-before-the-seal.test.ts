import { expect } from "chai";
import { network } from "hardhat";
import { ZeroAddress, ZeroHash } from "ethers";

import type { Nation } from "../../sdk/connect.ts";
import { proveNobodyElse } from "../../sdk/deployment.ts";
import type { OddToken } from "../../typechain-types/index.ts";
import { deployGovernance } from "../fixtures/governance.ts";

const { ethers } = await network.create();

const MOST = 2n ** 256n - 1n;

/**
 * Whoever deploys a nation administers its timelock until the end. In between they could give themselves its roles, have
 * it allow them all of a token that the nation would hold one day, and give the roles back. Every check of the deployment
 * held: the roles were the assembly's alone, and the allowance is kept by the token, which nobody asks. What a timelock
 * did before it was the assembly's stands in its logs (`CallExecuted`), and a nation deployed by the plan has none.
 */
describe("Finding: the founding account left itself an allowance of the nation's money", () => {
  const SILENT = {
    interface: { hasFunction: () => false },
    getFunction: () => ({ staticCall: () => Promise.resolve(ZeroAddress) }),
  };

  /** What is asked of a nation, of which all but the timelock's part holds. */
  async function proofs(backdoor: boolean) {
    const thief = ethers.Wallet.createRandom().address;
    let token: OddToken | undefined;
    const { timelock, assembly } = await deployGovernance(ethers, {
      founders: 3,
      async prepare({ timelock: founding, nation }) {
        token = await ethers.deployContract("OddToken", [18]);
        if (!backdoor) return undefined;
        const call = token.interface.encodeFunctionData("approve", [thief, MOST]);
        await founding.connect(nation).schedule(token, 0n, call, ZeroHash, ZeroHash, await founding.getMinDelay());
        await founding.connect(nation).execute(token, 0n, call, ZeroHash, ZeroHash);
        return undefined;
      },
    });
    const known: Readonly<Partial<Record<string, string>>> = {
      timelock: await timelock.getAddress(),
      assembly: await assembly.getAddress(),
    };
    const nation = {
      provider: ethers.provider,
      banks: [],
      contracts: new Proxy({ timelock }, { get: (own, name) => (name === "timelock" ? own.timelock : SILENT) }),
      addresses: new Proxy(known, { get: (own, name) => own[String(name)] ?? ZeroAddress }),
    } as unknown as Nation;
    return { checks: await proveNobodyElse(nation), allowance: await token!.allowance(timelock, thief) };
  }

  it("is told when somebody proves that nobody else holds a right", async () => {
    const honest = await proofs(false);
    expect(honest.checks.filter(({ holds }) => !holds).map(({ claim }) => claim)).to.deep.equal([]);
    const { checks, allowance } = await proofs(true);
    expect(allowance).to.equal(MOST);
    expect(
      checks.some(({ holds }) => !holds),
      "what the timelock did before the seal",
    ).to.equal(true);
  });
});
