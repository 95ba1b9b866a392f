import { HardhatPluginError } from "hardhat/plugins";
import type { NetworkConnection } from "hardhat/types/network";
import { z } from "zod";
import { advanceClock, clockOf, headOf } from "./engine.ts";
import { PLUGIN_ID } from "./errors.ts";
import { FORMAT } from "./format.ts";
import { genesisOf, requireSameGenesis } from "./genesis.ts";
import { replay } from "./replay.ts";
import { Session } from "./session.ts";
import { JournalStore } from "./store.ts";

export interface OpenParams {
  readonly connection: NetworkConnection<string>;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Brings a fresh chain to where its journal ends, or begins the journal if there is none, and sets the clock: as far
 * ahead of the machine's as it was last put on purpose, and never behind the latest block. Throws `JournalError`.
 */
export async function openSession({ connection, onProgress = () => {} }: OpenParams): Promise<Session> {
  const { provider, networkConfig: config, chainType } = connection;
  if (config.type !== "edr-simulated" || config.journal === undefined) {
    throw new HardhatPluginError(PLUGIN_ID, `The network ${connection.networkName} has no journal.`);
  }
  const { path, ownDate } = config.journal;
  const { store, text, torn } = JournalStore.open(path);
  try {
    const genesis = await genesisOf({ provider, config, chainType });
    const engine = z.string().parse(await provider.request({ method: "web3_clientVersion" }));
    if (text !== undefined) requireSameGenesis(path, text.header.genesis, genesis);

    const header =
      text?.header ??
      store.begin({
        format: FORMAT,
        engine,
        genesis,
        // Without a date of its own a chain follows the machine's clock, however long its start took.
        clock: ownDate ? await clockOf(provider) : 0,
        head: await headOf(provider),
      });
    const entries = text?.entries ?? [];
    const state = await replay({ provider, text: { header, entries }, path, engine, onProgress });
    await advanceClock(provider, state.clock);
    return new Session({ provider, store, state, replayed: entries.length, torn });
  } catch (error) {
    store.close();
    throw error;
  }
}
