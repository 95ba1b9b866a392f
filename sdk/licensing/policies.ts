import { parseEther, ZeroAddress } from "ethers";

import type { Charter } from "../charter.ts";
import { policyFrom, readLicence } from "./catalogue.ts";
import type { PolicyStruct } from "../../typechain-types/contracts/licensing/LicencePolicies.ts";

/**
 * A policy of the charter as `LicencePolicies.add` takes it: the catalogue's licence with the nation's choices. A fee is in
 * the native coin.
 * @throws NeoguildError `LicenceUnknown`, `LicenceIncomplete`
 */
export function policyOf(choice: Charter["licensing"]["policies"][number]): PolicyStruct {
  return policyFrom(readLicence(choice.licence), {
    ...(choice.fee === undefined ? {} : { fee: { token: ZeroAddress, amount: parseEther(choice.fee) } }),
    ...(choice.reciprocity === undefined ? {} : { reciprocityMinutes: choice.reciprocity / 60n }),
    ...(choice.term === undefined ? {} : { term: choice.term }),
  });
}
