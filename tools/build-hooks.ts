// Hardhat plugin: hooks into the build.
import { existsSync, globSync } from "node:fs";
import { availableParallelism } from "node:os";
import typechain from "@nomicfoundation/hardhat-typechain";
import { definePlugin } from "hardhat/plugins";
import type { SolidityBuildProfileConfig } from "hardhat/types/config";
import type { ConfigHooks, HookContext, SolidityHooks } from "hardhat/types/hooks";

/** What the benchmark compares us with is no part of the project, so it has no committed bindings. */
const isPeer = (artifactPath: string) => /[\\/]bench[\\/]contracts[\\/]/.test(artifactPath);

async function createHandlers(): Promise<Partial<SolidityHooks>> {
  const module = await typechain.hookHandlers?.solidity?.();
  const generate = (await module?.default())?.processArtifactsAfterSuccessfulBuild;
  if (generate === undefined) throw new Error("hardhat-typechain has no build hook to wrap: see tools/build-hooks.ts");
  let compiled = false;
  return {
    /** As many compilation jobs at once as there are processors; Hardhat leaves one of them idle. */
    build: (context, rootFilePaths, options, next) =>
      next(context, rootFilePaths, { concurrency: availableParallelism(), ...options }),

    invokeSolc(context, compiler, input, config, next) {
      compiled = true;
      return next(context, compiler, input, config);
    },

    /**
     * Bindings whose bytes depend on nothing but the contracts. Hardhat lists artifacts in the order in which the disk
     * answers, and typechain writes its index files in that order; here its own handler gets a sorted list, after
     * `typechain.dontOverrideCompile` switched its unsorted turn off. Where nothing was compiled, they stay as they are.
     */
    async processArtifactsAfterSuccessfulBuild(context, artifactPaths, ...rest) {
      const { config, globalOptions } = context;
      if (!compiled && existsSync(config.typechain.outDir ?? "typechain-types")) return;
      const switchedOn = { ...config, typechain: { ...config.typechain, dontOverrideCompile: false } };
      const reduced: HookContext = { ...context, globalOptions, config: switchedOn };
      const ours = artifactPaths.filter((artifactPath) => !isPeer(artifactPath));
      await generate(reduced, ours.sort(), ...rest);
    },

    /** Warnings about our own code only: nobody here can act on those about a package. */
    async getCompilationJobErrors(context, job, output, next) {
      const messages = await next(context, job, output);
      const isAboutPackage = (text = "") => text.includes("--> ./node_modules/");
      return messages.filter(
        ({ severity, formattedMessage }) => severity === "error" || !isAboutPackage(formattedMessage),
      );
    },
  };
}

/** About half of what there is to compile. */
const HALF = "contracts/{contributions,governance,treasury}/**/*.sol";

/**
 * Two compilation jobs with the same settings, which run side by side. Hardhat makes one job of the root files that are
 * given the same configuration object.
 */
function compileInHalves({ compilers, overrides }: SolidityBuildProfileConfig, root: string, npmFiles: string[]): void {
  const [shared] = compilers;
  if (shared === undefined) return;
  const own = { ...shared };
  for (const file of [...globSync(HALF, { cwd: root }), ...npmFiles]) overrides[file.replaceAll("\\", "/")] = own;
}

const configHooks: Partial<ConfigHooks> = {
  async resolveUserConfig(userConfig, resolveVariable, next) {
    const config = await next(userConfig, resolveVariable);
    const { profiles, npmFilesToBuild } = config.solidity;
    for (const profile of Object.values(profiles)) compileInHalves(profile, config.paths.root, npmFilesToBuild);
    return config;
  },
};

export const buildHooks = definePlugin({
  id: "neoguild-build-hooks",
  dependencies: () => [import("@nomicfoundation/hardhat-typechain")],
  hookHandlers: {
    config: () => Promise.resolve({ default: () => Promise.resolve(configHooks) }),
    solidity: () => Promise.resolve({ default: createHandlers }),
  },
});
