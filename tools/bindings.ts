// Hardhat plugin: typechain bindings whose bytes depend on nothing but the contracts. Hardhat lists artifacts in the order
// in which the disk answers, and typechain writes its index files in that order; here typechain's own handler gets a
// sorted list. `typechain.dontOverrideCompile` switches off its unsorted turn.
import typechain from "@nomicfoundation/hardhat-typechain";
import { definePlugin } from "hardhat/plugins";
import type { HookContext, SolidityHooks } from "hardhat/types/hooks";

async function createHandlers(): Promise<Partial<SolidityHooks>> {
  const module = await typechain.hookHandlers?.solidity?.();
  const generate = (await module?.default())?.processArtifactsAfterSuccessfulBuild;
  if (generate === undefined)
    throw new Error("hardhat-typechain no longer has the handler that tools/bindings.ts sorts for");
  return {
    async processArtifactsAfterSuccessfulBuild(context, artifactPaths, ...rest) {
      const { config, globalOptions } = context;
      const switchedOn = { ...config, typechain: { ...config.typechain, dontOverrideCompile: false } };
      const reduced: HookContext = { ...context, globalOptions, config: switchedOn };
      await generate(reduced, [...artifactPaths].sort(), ...rest);
    },
  };
}

export const sortedBindings = definePlugin({
  id: "neoguild-sorted-bindings",
  dependencies: () => [import("@nomicfoundation/hardhat-typechain")],
  hookHandlers: { solidity: () => Promise.resolve({ default: createHandlers }) },
});
