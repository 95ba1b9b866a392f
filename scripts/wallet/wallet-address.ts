import { defineTask, keystoreFor } from "../task.ts";

export const walletAddress = defineTask({
  name: "wallet:address",
  description:
    "Shows the address of a keystore (no passphrase needed), or without one the accounts that the local node holds and " +
    "which agents they are. Example: npx hardhat wallet:address --keystore me.json",
  options: {},
  async run({ options, nation }) {
    const keystore = keystoreFor(options);
    if (keystore !== undefined) {
      const { keystoreAddress } = await import("../../sdk/signers.ts");
      const address = keystoreAddress(keystore);
      return { lines: [address], data: { address } };
    }
    const { provider, contracts } = await nation();
    const addresses = (await provider.send("eth_accounts", [])) as string[];
    const agents = await Promise.all(addresses.map((key) => contracts.members.idOf(key)));
    const accounts = addresses.map((address, index) => ({ address, agent: agents[index] ?? 0n }));
    const lines = accounts.map(({ address, agent }) => `${address}  ${agent === 0n ? "nobody" : `agent ${agent}`}`);
    return { lines: lines.length === 0 ? ["The node holds no accounts."] : lines, data: { accounts } };
  },
});
