import { resolve } from "node:path";
import type { NetworkConfig, NetworkUserConfig } from "hardhat/types/config";
import type { ConfigHooks, HardhatUserConfigValidationError } from "hardhat/types/hooks";
import { z } from "zod";
import { peekGenesis } from "../store.ts";

/** What a network must be like for its chain to be replayed. */
const replayable = z.object({
  journal: z.string("The journal must be the path of a file.").min(1, "The journal must be the path of a file."),
  type: z.literal("edr-simulated", "Only a simulated network can have a journal."),
  forking: z.never("A fork cannot have a journal: what it was forked from may not be there at a replay.").optional(),
  mining: z
    .object({
      interval: z
        .literal(0, "A network with a journal cannot mine by a timer: such blocks have no request to replay.")
        .optional(),
    })
    .optional(),
});

const hooks: Partial<ConfigHooks> = {
  validateUserConfig: (config) =>
    Promise.resolve(Object.entries(config.networks ?? {}).flatMap(([name, network]) => problemsOf(name, network))),

  async resolveUserConfig(userConfig, resolveVariable, next) {
    const config = await next(userConfig, resolveVariable);
    const networks = Object.entries(config.networks).map(([name, network]) => [
      name,
      withJournal(network, userConfig.networks?.[name], config.paths.root),
    ]);
    return { ...config, networks: Object.fromEntries(networks) as Record<string, NetworkConfig> };
  },
};

export default (): Promise<Partial<ConfigHooks>> => Promise.resolve(hooks);

function problemsOf(name: string, network: NetworkUserConfig): HardhatUserConfigValidationError[] {
  if (!("journal" in network) || network.journal === undefined) return [];
  const issues = replayable.safeParse(network).error?.issues ?? [];
  return issues.map(({ path, message }) => ({ path: ["networks", name, ...path.map(String)], message }));
}

/** Resolves the path, and dates the genesis as the journal does unless the configuration has a date of its own. */
function withJournal(network: NetworkConfig, user: NetworkUserConfig | undefined, root: string): NetworkConfig {
  if (network.type !== "edr-simulated" || user?.type !== "edr-simulated" || user.journal === undefined) return network;
  const path = resolve(root, user.journal);
  const ownDate = user.initialDate !== undefined;
  const initialDate = ownDate ? network.initialDate : (writtenDate(path) ?? network.initialDate);
  return { ...network, initialDate, journal: { path, ownDate } };
}

function writtenDate(path: string): string | undefined {
  try {
    return z.string().optional().parse(peekGenesis(path)?.initialDate);
  } catch {
    // A damaged journal must not stop commands that never open it; opening it says what is wrong.
    return undefined;
  }
}
