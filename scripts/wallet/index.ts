export { walletAddress } from "./wallet-address.ts";
export { walletConnect } from "./wallet-connect.ts";
export { walletNew } from "./wallet-new.ts";
export { walletSafeSign } from "./wallet-safe-sign.ts";
