import { NeoguildError } from "../../sdk/errors.ts";
import { defineTask } from "../task.ts";

export const walletConnect = defineTask({
  name: "wallet:connect",
  description:
    "Shows what a browser wallet has to be told to reach this nation's chain: address, chain id, coin; and the same as the " +
    "request of EIP-3085. Needs a chain on this machine. Example: npx hardhat wallet:connect",
  options: {},
  async run({ nation }) {
    const connected = await nation();
    const { NATIVE, tokenView } = await import("../../sdk/treasury/tokens.ts");
    const { name, chainId } = connected;
    const { symbol, decimals } = await tokenView(connected, NATIVE);
    const rpcUrl = connected.provider._getConnection().url;
    const { hostname } = new URL(rpcUrl);
    // The address of a paid service is often a secret, and those who run it say themselves how a wallet reaches it.
    if (!["127.0.0.1", "localhost", "[::1]"].includes(hostname)) throw notHere(hostname);
    const request = {
      method: "wallet_addEthereumChain",
      params: [
        {
          chainId: `0x${chainId.toString(16)}`,
          chainName: name,
          rpcUrls: [rpcUrl],
          nativeCurrency: { name: symbol, symbol, decimals },
        },
      ],
    };
    return {
      lines: [
        "In the wallet, add a network by hand:",
        `  name          ${name}`,
        `  RPC address   ${rpcUrl}`,
        `  chain id      ${chainId} (hexadecimal 0x${chainId.toString(16)})`,
        `  coin          ${symbol}, ${decimals} decimals`,
        "  explorer      none",
        "A page in that browser asks for the same with window.ethereum.request of:",
        JSON.stringify(request),
      ],
      data: { name, rpcUrl, chainId, coin: symbol, request },
    };
  },
});

function notHere(host: string): NeoguildError {
  return new NeoguildError({
    code: "ChainNotHere",
    message: `the chain is not on this machine but behind ${host}`,
    remedy: "Use the wallet's own entry for that network, or the address its operator gives for wallets.",
    docs: "docs/wallets.md",
  });
}
