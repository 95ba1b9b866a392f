import type { BaseContract, FunctionFragment, Signer, TypedDataDomain, TypedDataField } from "ethers";

import { STATUSES } from "./membership/status.ts";

/**
 * An act is the first argument of a contract function: a Solidity struct that names its author (`by`) and a `deadline`
 * (Unix seconds). Its EIP-712 type has the function's name with a capital (`vouch` takes a `Vouch`) and that struct's
 * fields in their order, followed by `uint8 keyEpoch`. Acts are flat. So everything needed to sign one is read from the
 * contract's ABI, and there is no second list of types to keep in step.
 */
export type ActFields = Readonly<Record<string, unknown>>;

/** The EIP-712 domain of one of our contracts, read from the contract itself (ERC-5267). */
export async function domainOf(contract: BaseContract): Promise<TypedDataDomain> {
  const [, name, version, chainId, verifyingContract] = (await contract.getFunction("eip712Domain").staticCall()) as [
    string,
    string,
    string,
    bigint,
    string,
  ];
  return { name, version, chainId, verifyingContract };
}

/** The EIP-712 type of the act that a function takes as its first argument. @throws TypeError where it takes none */
export function actTypeOf(fragment: FunctionFragment): { primaryType: string; fields: TypedDataField[] } {
  const act = fragment.inputs[0];
  if (act?.components == null) throw new TypeError(`${fragment.name} takes no act`);
  const primaryType = fragment.name.charAt(0).toUpperCase() + fragment.name.slice(1);
  const fields = act.components.map(({ name, type }) => ({ name, type }));
  return { primaryType, fields: [...fields, { name: "keyEpoch", type: "uint8" }] };
}

/** What a key signs, as wallets take it (`eth_signTypedData_v4`). */
export interface TypedStatement {
  readonly domain: TypedDataDomain;
  readonly types: Record<string, TypedDataField[]>;
  readonly primaryType: string;
  readonly message: Record<string, unknown>;
}

/**
 * The typed data of an act.
 * @param params.method Name of the contract function that takes the act.
 * @param params.keyEpoch The author's present key epoch: a signature dies when the author's key changes.
 * @throws TypeError where the contract has no such function
 */
export async function typedAct(params: {
  contract: BaseContract;
  method: string;
  act: ActFields;
  keyEpoch: bigint | number;
}): Promise<TypedStatement> {
  const fragment = params.contract.interface.getFunction(params.method);
  if (fragment === null) throw new TypeError(`no function ${params.method} in this contract`);
  const { primaryType, fields } = actTypeOf(fragment);
  const message = { ...params.act, keyEpoch: params.keyEpoch };
  return { domain: await domainOf(params.contract), types: { [primaryType]: fields }, primaryType, message };
}

/** A signed act: what a carrier needs to bring it to the chain, and what is stored when it is signed offline. */
export interface SignedStatement extends TypedStatement {
  readonly signature: string;
}

/** Signs an act for anybody to carry. No transaction is sent. */
export async function signStatement(
  params: Parameters<typeof typedAct>[0] & { signer: Signer },
): Promise<SignedStatement> {
  const typed = await typedAct(params);
  return { ...typed, signature: await params.signer.signTypedData(typed.domain, typed.types, typed.message) };
}

/** What a key consents to serve: an agent by its id, or an agent about to be made, by what it will be. */
export type Served = bigint | number | "Applicant" | "Organisation";

/**
 * The typed data of a key's consent to serve an agent.
 * @param params.register The `Members` contract.
 */
export async function typedConsent(params: {
  register: BaseContract;
  agent: Served;
  key: string;
  deadline: bigint | number;
}): Promise<TypedStatement> {
  const types = {
    KeyConsent: [
      { name: "kind", type: "uint8" },
      { name: "agent", type: "uint32" },
      { name: "key", type: "address" },
      { name: "deadline", type: "uint40" },
    ],
  };
  const [kind, agent] = typeof params.agent === "string" ? [params.agent, 0] : (["None", params.agent] as const);
  const message = { kind: STATUSES.indexOf(kind), agent, key: params.key, deadline: params.deadline };
  return { domain: await domainOf(params.register), types, primaryType: "KeyConsent", message };
}

/**
 * A key's signed consent to serve an agent.
 * @param params.register The `Members` contract.
 * @param params.key The key, if it is a contract for which `signer` signs (ERC-1271); by default the signer's address.
 */
export async function signKeyConsent(params: {
  register: BaseContract;
  agent: Served;
  deadline: bigint | number;
  signer: Signer;
  key?: string;
}): Promise<string> {
  const key = params.key ?? (await params.signer.getAddress());
  const { domain, types, message } = await typedConsent({ ...params, key });
  return params.signer.signTypedData(domain, types, message);
}
