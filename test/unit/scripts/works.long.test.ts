import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ContractFactory, type Contract } from "ethers";
import hre from "hardhat";

import { serveNation, type Served } from "./harness.ts";

const ETHER = 10n ** 18n;
const COIN = `0x${"0".repeat(40)}`;

/** Works through the tasks alone: published, checked, built on, paid and papered. What changes the chain is also run twice. */
describe("tasks of works", () => {
  let chain: Served;
  let studio: string;
  let mill: string;

  before(async () => {
    chain = await serveNation();
    studio = String((await chain.succeed("guild:found", { by: "1", name: "Studio" }))["guild"]);
    mill = String((await chain.succeed("guild:found", { by: "2", name: "Mill" }))["guild"]);
    await chain.succeed("season:open", {});
    mkdirSync(chain.path("wheel"));
    writeFileSync(chain.path("wheel/a.scad"), "cube(1);\n");
    writeFileSync(chain.path("wheel/b.stl"), new Uint8Array([0, 1, 2]));
  });
  after(() => chain.close());

  async function once(task: string, options: Readonly<Record<string, unknown>>) {
    const first = await chain.succeed(task, options);
    expect(first, task).to.include({ changed: true });
    expect(await chain.succeed(task, options), task).to.include({ changed: false });
    return first;
  }
  const codeOf = async (task: string, options: Readonly<Record<string, unknown>>) =>
    (await chain.run(task, options)).error?.code;

  it("work:reuse lets a folder say its terms before it is published, and finds it complete the second time", async () => {
    const options = { folder: chain.path("wheel"), policies: "4", copyright: "2026 Studio" };
    expect(await codeOf("work:reuse", { ...options, check: true })).to.equal("ReuseIncomplete");
    expect(existsSync(chain.path("wheel/b.stl.license"))).to.equal(false);
    const { licence } = await chain.succeed("work:reuse", options);
    expect(licence).to.equal("LicenseRef-Neoguild-CopyFair-1.0");
    expect(readFileSync(chain.path("wheel/a.scad"), "utf8")).to.contain("2026 Studio");
    expect(existsSync(chain.path("wheel/LICENSES/LicenseRef-Neoguild-CopyFair-1.0.txt"))).to.equal(true);
    expect(readFileSync(chain.path("wheel/LICENSE"), "utf8"))
      .to.match(/^wheel\n/)
      .and.to.contain("text: LICENSES/LicenseRef-Neoguild-CopyFair-1.0.txt");
    expect(await chain.succeed("work:reuse", { ...options, check: true })).to.deep.include({ write: [] });
    expect(await codeOf("work:reuse", { ...options, title: "Wheel\nMIT" })).to.equal("OptionsInvalid");
  });

  it("work:publish takes a folder, and refuses an unsafe place, a link and a choice that is none before it sends", async () => {
    const options = { by: "1", guild: studio, policies: "4", content: chain.path("wheel") };
    expect(await codeOf("work:publish", { ...options, uri: "javascript:alert(1)" })).to.equal("WorkUriOdd");
    expect(await codeOf("work:publish", { ...options, uri: "ipfs://x", hash: `0x${"1".repeat(64)}` })).to.equal(
      "OptionsInvalid",
    );
    const linked = chain.path("linked");
    mkdirSync(linked);
    symlinkSync("/etc/hostname", join(linked, "x"));
    expect(await codeOf("work:publish", { ...options, uri: "ipfs://x", content: linked })).to.equal("WorkHasLink");
    const manifest = chain.path("wheel/neoguild-manifest.json");
    expect(await once("work:publish", { ...options, uri: "ipfs://wheel", manifest })).to.include({ work: 1n });
  });

  it("work:verify knows the folder, names the file that differs, and knows one file by the manifest", async () => {
    const [work, content] = ["1", chain.path("wheel")];
    expect(await chain.succeed("work:verify", { work, content })).to.include({ passed: true, version: 1 });
    writeFileSync(chain.path("wheel/b.stl"), new Uint8Array([9]));
    const { error, output } = await chain.run("work:verify", { work, content });
    expect(error?.code).to.equal("WorkDiffers");
    expect(output).to.contain("changed  b.stl").and.to.contain("4 of 5 files are as published");
    writeFileSync(chain.path("wheel/b.stl"), new Uint8Array([0, 1, 2]));
    const manifest = chain.path("wheel/neoguild-manifest.json");
    const one = { work, content: chain.path("wheel/a.scad"), manifest };
    expect(await chain.succeed("work:verify", one)).to.include({ passed: true, part: "a.scad" });
  });

  it("work:mirror and work:revise add places and versions; work:show and work:verify know them", async () => {
    await once("work:mirror", { by: "1", work: "1", uri: "https://mirror.example/wheel.zip" });
    writeFileSync(chain.path("wheel/c.md"), "# new\n");
    const revised = { by: "1", work: "1", content: chain.path("wheel"), uri: "ipfs://wheel2" };
    expect(await once("work:revise", revised)).to.include({ version: 2n });
    const { versions } = await chain.succeed("work:show", { work: "1" });
    expect(versions).to.have.nested.property("[0].uris.length", 2);
    expect(await chain.succeed("work:verify", { work: "1", content: chain.path("wheel") })).to.include({ version: 2 });
    expect(await codeOf("work:verify", { work: "1", content: chain.path("wheel"), revision: "1" })).to.equal(
      "WorkDiffers",
    );
    expect(await codeOf("work:mirror", { by: "1", work: "1", uri: "ipfs://x", revision: "3" })).to.equal(
      "WorkVersionUnknown",
    );
  });

  it("work:reuse names a work in LICENSE by its number, and leaves one that differs as it is", async () => {
    mkdirSync(chain.path("new"));
    writeFileSync(chain.path("new/a.scad"), "cube(1);\n");
    const options = { folder: chain.path("new"), work: "1", copyright: "2026 Studio" };
    await chain.succeed("work:reuse", options);
    const own = readFileSync(chain.path("new/LICENSE"), "utf8");
    expect(own).to.match(new RegExp(`^Work 1 of guild Studio \\(${studio}\\) of short-example-\\d+\n`));
    writeFileSync(chain.path("new/LICENSE"), "All rights reserved\n");
    const kept = await chain.run("work:reuse", options);
    expect(kept.data, kept.output).to.include({ otherLicence: "LICENSE" });
    expect(kept.output).to.contain("left as it is: LICENSE is not what this task would write");
    expect(readFileSync(chain.path("new/LICENSE"), "utf8")).to.equal("All rights reserved\n");
  });

  it("work:derive says what the parent's licences allow, and builds by them", async () => {
    writeFileSync(chain.path("mill.scad"), "sphere(1);\n");
    const options = { by: "2", guild: mill, content: chain.path("mill.scad"), uri: "ipfs://mill", from: "1:10%" };
    const refused = await chain.run("work:derive", { ...options, policies: "1" });
    expect(refused.error?.code).to.equal("CommonsDerivativeRule");
    expect(refused.error?.remedy).to.contain("4 (LicenseRef-Neoguild-CopyFair-1.0)");
    expect(await codeOf("work:derive", { ...options, from: "7:1%", policies: "4" })).to.equal("CommonsUnknownWork");
    expect(await once("work:derive", { ...options, policies: "4" })).to.include({ work: 2n });
    writeFileSync(chain.path("top.scad"), "sphere(2);\n");
    const top = { by: "2", guild: mill, content: chain.path("top.scad"), uri: "ipfs://top", from: "1:5%,2:20%" };
    expect(await once("work:derive", { ...top, policies: "4" })).to.include({ work: 3n });
    const { upstream } = await chain.succeed("work:show", { work: "3" });
    expect(upstream).to.deep.include({
      ...{ work: 1n, guild: BigInt(studio), nearest: 1, farthest: 2, paths: 2n },
      ...{ arrives: 70_000_000n, keeps: 70_000_000n },
    });
  });

  it("work:offer and work:stop change what is offered, each once", async () => {
    expect(await codeOf("work:offer", { by: "2", work: "2", policy: "1" })).to.equal("CommonsDerivativeRule");
    await once("work:offer", { by: "1", work: "1", policy: "1" });
    await once("work:stop", { by: "1", work: "1" });
    await once("work:stop", { by: "1", work: "1", again: true });
  });

  it("work:pay pays up to a total, its guild at once, while the parents' shares wait", async () => {
    expect(await codeOf("work:pay", { work: "9", total: "1" })).to.equal("CommonsUnknownWork");
    expect(await codeOf("work:pay", { work: "3", total: "0" })).to.equal("OptionsInvalid");
    const first = await once("work:pay", { work: "3", total: "0.4" });
    expect(first).to.include({ guild: BigInt(mill), amount: (ETHER * 4n) / 10n, ownShare: (ETHER * 3n) / 10n });
    expect(await chain.succeed("work:pay", { work: "3", total: "0.3" })).to.include({ changed: false });
    const second = await once("work:pay", { work: "3", total: "1" });
    expect(second).to.include({ amount: (ETHER * 6n) / 10n, upstream: (ETHER * 15n) / 100n, total: ETHER });
    const { contracts } = await chain.nation();
    expect(await contracts.commons.waiting(3n, 2n, COIN)).to.equal(ETHER / 5n);
  });

  it("work:pay takes a token, which it allows first, and refuses what is none before it sends", async () => {
    const { provider } = await chain.nation();
    const { abi, bytecode } = await hre.artifacts.readArtifact("OddToken");
    const signer = await provider.getSigner(0);
    const odd = (await new ContractFactory(abi, bytecode, signer).deploy(6)) as Contract;
    await odd.getFunction("mint")(signer.address, 5_000_000n);
    const options = { work: "1", token: await odd.getAddress(), total: "2.5" };
    expect(await once("work:pay", options)).to.include({ amount: 2_500_000n, upstream: 0n });
    const nobody = `0x${"12".repeat(20)}`;
    expect(await codeOf("work:pay", { ...options, token: nobody })).to.equal("TokenUnknown");
    const much = await chain.run("work:pay", { ...options, total: "9" });
    expect(much.error?.code, much.output).to.equal("ERC20InsufficientBalance");
  });

  it("work:pull --all moves everything up, edge by edge, and then says that nothing waits", async () => {
    expect(await codeOf("work:pull", { child: "3" })).to.equal("OptionsInvalid");
    const { pulls, skipped } = await chain.succeed("work:pull", { all: true });
    expect(skipped).to.deep.equal([]);
    expect(
      (pulls as { child: bigint; parent: bigint; amount: bigint }[]).map((one) => [one.child, one.parent, one.amount]),
    ).to.deep.equal([
      [3n, 1n, ETHER / 20n],
      [3n, 2n, ETHER / 5n],
      [2n, 1n, ETHER / 50n],
    ]);
    expect(await chain.succeed("work:pull", { all: true })).to.include({ changed: false });
    expect(await chain.succeed("work:pull", { child: "2", parent: "1" })).to.include({ changed: false });
  });

  it("work:spdx writes a document about the very version, and about no other content", async () => {
    const to = chain.path("wheel.spdx.json");
    const options = { work: "1", content: chain.path("wheel"), copyright: "2026 Studio", to };
    expect(await chain.succeed("work:spdx", options)).to.include({ version: 2, files: 6 });
    const document = JSON.parse(readFileSync(to, "utf8")) as {
      spdxVersion: string;
      packages: { originator: string }[];
    };
    expect(document).to.include({ spdxVersion: "SPDX-2.3" });
    expect(document.packages[0]?.originator).to.contain("guild Studio");
    expect(await codeOf("work:spdx", { ...options, revision: "1" })).to.equal("WorkDiffers");
    writeFileSync(chain.path("other.json"), "mine");
    expect(await codeOf("work:spdx", { ...options, to: chain.path("other.json") })).to.equal("FileExists");
  });
});
