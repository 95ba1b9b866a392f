import { expect } from "chai";
import { Interface, type ErrorFragment } from "ethers";

import { licensingRemedies } from "../../../sdk/licensing/remedies.ts";
import {
  Commons__factory,
  LicencePolicies__factory,
  Licences__factory,
  Organisations__factory,
} from "../../../typechain-types/index.ts";

const CONTRACTS = [LicencePolicies__factory, Organisations__factory, Commons__factory, Licences__factory];

describe("licensing remedies", () => {
  const own: ErrorFragment[] = [];
  for (const { abi } of CONTRACTS) {
    new Interface(abi).forEachError((error) => {
      if (/^(LicencePolicies|Organisations|Commons|Licences)/.test(error.name)) own.push(error);
    });
  }

  it("there is one for every custom error of the floor, and for nothing else", () => {
    const names = [...new Set(own.map(({ name }) => name))];
    expect(Object.keys(licensingRemedies).sort()).to.deep.equal(names.sort());
  });

  it("each names its values and ends in a full sentence", () => {
    for (const { name, inputs } of own) {
      const args = Object.fromEntries(inputs.map((input) => [input.name, 1n]));
      const { message, remedy } = licensingRemedies[name]!(args);
      expect(message, name).to.not.include("undefined");
      expect(remedy, name).to.match(/^[A-Z`].*\.$/);
    }
  });
});
