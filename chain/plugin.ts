import { definePlugin } from "hardhat/plugins";
import { PLUGIN_ID } from "./errors.ts";

/** `path` is absolute; `ownDate` tells that the configuration, not the moment of the first start, dates the genesis. */
export interface JournalConfig {
  readonly path: string;
  readonly ownDate: boolean;
}

declare module "hardhat/types/config" {
  interface EdrNetworkUserConfig {
    /** File that keeps this network's chain across restarts, relative to the project; without it the chain is forgotten. */
    journal?: string;
  }

  interface EdrNetworkConfig {
    journal?: JournalConfig;
  }
}

/** Keeps a simulated network's chain across restarts: journals what changes it and replays that at the next start. */
export default definePlugin({
  id: PLUGIN_ID,
  hookHandlers: {
    config: () => import("./hooks/config.ts"),
    network: () => import("./hooks/network.ts"),
  },
});
