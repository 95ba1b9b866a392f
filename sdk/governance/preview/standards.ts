import { id, Interface, toBeHex } from "ethers";

/** What contracts that are not the nation's have in common, as far as anybody can read it. */
export const STANDARD = new Interface([
  "event Transfer(address indexed from, address indexed to, uint256 value)",
  "event Approval(address indexed owner, address indexed spender, uint256 value)",
  "event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)",
  "event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender)",
  "event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender)",
  "event Upgraded(address indexed implementation)",
  "event AdminChanged(address previousAdmin, address newAdmin)",
  "event Paused(address account)",
  "event Unpaused(address account)",
  "function owner() view returns (address)",
  "function pendingOwner() view returns (address)",
  "function paused() view returns (bool)",
  "function totalSupply() view returns (uint256)",
  "function hasRole(bytes32 role, address account) view returns (bool)",
  "function getThreshold() view returns (uint256)",
]);

/** As much of ERC-20 as a decision of the nation calls itself. */
export const TOKEN = new Interface([
  "event Transfer(address indexed from, address indexed to, uint256 value)",
  "event Approval(address indexed owner, address indexed spender, uint256 value)",
  "function balanceOf(address account) view returns (uint256)",
  "function allowance(address owner, address spender) view returns (uint256)",
  "function transfer(address to, uint256 amount) returns (bool)",
  "function approve(address spender, uint256 amount) returns (bool)",
  "function transferFrom(address from, address to, uint256 amount) returns (bool)",
]);

/** Where a proxy keeps the code it runs and who may change that (EIP-1967). */
export const PROXY = [
  ["implementation", toBeHex(BigInt(id("eip1967.proxy.implementation")) - 1n, 32)],
  ["admin", toBeHex(BigInt(id("eip1967.proxy.admin")) - 1n, 32)],
] as const;
