import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { headOf } from "../engine.ts";
import type { Genesis, Head } from "../format.ts";
import { networkOf } from "../network.ts";
import { damaged } from "./archive.ts";

/**
 * Sends every request of a journal again to a new chain and returns the block it ends in.
 * @throws NeoguildError `BackupDamaged` where its genesis cannot be read; JournalError "diverged" if the block is not where
 *   the journal says, "foreign" if this program has another genesis
 */
export async function replayOf(hre: HardhatRuntimeEnvironment, journal: string, genesis: Genesis): Promise<Head> {
  const written = networkOf(genesis);
  if (written === undefined) throw damaged("the genesis of its journal cannot be read");
  const connection = await hre.network.create({ ...written, override: { ...written.override, journal } });
  try {
    return await headOf(connection.provider);
  } finally {
    await connection.close();
  }
}
