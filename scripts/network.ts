import type { BrowserProvider } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { deploymentsFolder, homeFolder } from "../chain/folders.ts";
import type { LocalNation } from "../chain/nations.ts";
import type { Nation } from "../sdk/connect.ts";
import { NeoguildError } from "../sdk/errors.ts";

// Which node a task talks to, and which nation on it.

/**
 * Connects to the nation that is meant.
 * @param name As given with `--nation`.
 */
export async function connectTo(hre: HardhatRuntimeEnvironment, name: string | undefined): Promise<Nation> {
  const { connect } = await import("../sdk/connect.ts");
  const local = isNodeNamed(hre) ? undefined : await localNation(name);
  const rpcUrl = await rpcUrlOf(hre, name);
  return connect({ rpcUrl, nation: name ?? local?.name, deployments: deploymentsFolder() });
}

/** The nation of this machine with a name; without one, the only nation there is. */
async function localNation(name: string | undefined): Promise<LocalNation | undefined> {
  const { findNation, localNations } = await import("../chain/nations.ts");
  if (name !== undefined) return findNation(name, homeFolder());
  const [only, ...others] = localNations(homeFolder());
  return others.length === 0 ? only : undefined;
}

/**
 * The RPC address of `--network`, else NEOGUILD_RPC_URL, else that of the nation on this machine that is meant, else where
 * a local chain is by custom.
 * @param nation The name given with `--nation`.
 */
export async function rpcUrlOf(hre: HardhatRuntimeEnvironment, nation?: string): Promise<string> {
  const chosen = networkOf(hre);
  if (chosen === undefined) {
    const named = process.env["NEOGUILD_RPC_URL"];
    if (named !== undefined) return named;
    const local = await localNation(nation);
    if (local !== undefined) return `http://127.0.0.1:${local.port}`;
  }
  const config = hre.config.networks[chosen ?? "localhost"];
  if (config?.type !== "http") {
    throw new NeoguildError({
      code: "NetworkUnsuitable",
      message: `the network "${chosen ?? "localhost"}" has no RPC address`,
      remedy: "Name a network of type http from hardhat.config.ts, for example --network localhost.",
    });
  }
  return config.url.getUrl();
}

/** Accounts that Hardhat holds for the network named with `--network`: by a plugin, those of a hardware wallet. */
export async function plugged(hre: HardhatRuntimeEnvironment): Promise<BrowserProvider | undefined> {
  const network = hre.globalOptions.network as string | undefined;
  if (network === undefined) return undefined;
  const { BrowserProvider } = await import("ethers");
  return new BrowserProvider((await hre.network.getOrCreate(network)).provider);
}

/** Whether the node was named, and is not for us to find. */
function isNodeNamed(hre: HardhatRuntimeEnvironment): boolean {
  return networkOf(hre) !== undefined || process.env["NEOGUILD_RPC_URL"] !== undefined;
}

/** The network of `--network`; typed as always there, but absent unless given. */
function networkOf(hre: HardhatRuntimeEnvironment): string | undefined {
  return hre.globalOptions.network;
}
