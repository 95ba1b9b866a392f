import { getAddress } from "ethers";

import { ROLES } from "../../../chain/roster.ts";
import { NeoguildError } from "../../../sdk/errors.ts";
import { readCsv } from "../../options.ts";
import { plain } from "../../../sdk/plain.ts";

/** A founder as named for a new nation; without an address they get an invitation. */
export interface NewPerson {
  readonly name: string;
  readonly address: string | undefined;
  readonly role: (typeof ROLES)[number];
}

/** A name for the roster. @throws NeoguildError `NameInvalid` */
export function readName(text: string, others: readonly NewPerson[]): string {
  const name = text.normalize("NFC").trim();
  const same = others.find((other) => other.name.toLowerCase() === name.toLowerCase());
  if (name === "") throw bad("NameInvalid", "a name is missing", "Write how people call them.");
  if (name.length > 64) throw bad("NameInvalid", "the name is longer than 64 characters", "Shorten it.");
  if (plain(name) !== name) throw bad("NameInvalid", "the name has a character nobody can see", "Type it anew.");
  if (same !== undefined) throw bad("NameInvalid", `${name} is on the list already`, "Add what tells the two apart.");
  return name;
}

/** The address of somebody's wallet, if they have one. @throws NeoguildError `WalletInvalid` */
export function readWallet(text: string, others: readonly NewPerson[]): string | undefined {
  if (text === "" || text.toLowerCase() === "none") return undefined;
  const again = "Copy it again from the wallet, or leave it empty for an invitation code.";
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) {
    throw bad("WalletInvalid", `"${text}" is no address: 0x and 40 hexadecimal digits are due`, again);
  }
  let address: string;
  try {
    address = getAddress(text);
  } catch {
    throw bad("WalletInvalid", `${text} fails its checksum: a digit is wrong, or a letter's case`, again);
  }
  if (BigInt(address) === 0n) throw bad("WalletInvalid", "the zero address is nobody's wallet", again);
  const same = others.find((other) => other.address === address);
  if (same !== undefined) {
    throw bad("WalletInvalid", `${address} is ${same.name}'s wallet; one person, one wallet`, again);
  }
  return address;
}

/** Their role; a founder unless it says otherwise. @throws NeoguildError `RoleInvalid` */
function readRole(text: string): NewPerson["role"] {
  const role = ROLES.find((known) => known === (text.toLowerCase() || "founder"));
  if (role === undefined) throw bad("RoleInvalid", `"${text}" is no role`, `Write one of: ${ROLES.join(", ")}.`);
  return role;
}

const COLUMNS = ["name", "wallet", "role"] as const;

/**
 * The people in a CSV file with the columns name, wallet and role, in the file's order.
 * @throws NeoguildError `FileUnreadable`; `NamesInvalid` with a line for each fault: row and column
 */
export function readNames(path: string): NewPerson[] {
  const [head = [], ...rows] = readCsv(path);
  const columns = head.map((cell) => cell.toLowerCase());
  const strange = columns.filter((column) => !COLUMNS.includes(column as (typeof COLUMNS)[number]));
  const headFaults = [
    ...COLUMNS.filter((column) => column !== "role" && !columns.includes(column)).map(
      (column) => `no column ${column}`,
    ),
    ...strange.map((column) => `nobody knows a column "${column}"`),
    ...columns
      .filter((column, at) => columns.indexOf(column) !== at)
      .map((column) => `column ${column} is there twice`),
  ];
  if (headFaults.length > 0) throw namesInvalid(path, [`  row 1: ${headFaults.join("; ")}`]);

  const people: NewPerson[] = [];
  const faults: string[] = [];
  rows.forEach((cells, index) => {
    if (cells.every((cell) => cell === "")) return;
    const cell = (column: string) => cells[columns.indexOf(column)] ?? "";
    const read = <T>(column: string, reader: (text: string) => T): T | undefined => {
      try {
        return reader(cell(column));
      } catch (error) {
        if (!(error instanceof NeoguildError)) throw error;
        faults.push(`  row ${index + 2}, ${column}: ${error.message}. ${error.remedy}`);
        return undefined;
      }
    };
    if (cells.length > columns.length) faults.push(`  row ${index + 2}: has more cells than the head has columns`);
    const name = read("name", (text) => readName(text, people));
    const address = read("wallet", (text) => readWallet(text, people));
    const role = read("role", (text) => readRole(text));
    if (role === "cashier" && people.some((other) => other.role === "cashier")) {
      faults.push(`  row ${index + 2}, role: there is a cashier already; one keeps the counter`);
    }
    // Whoever has a fault stays in, so that what later rows share with them is found in the same run.
    people.push({ name: name ?? cell("name"), address, role: role ?? "founder" });
  });
  if (people.length === 0) faults.push("  row 2: nobody is named");
  if (faults.length > 0) throw namesInvalid(path, faults);
  return people;
}

function namesInvalid(path: string, faults: readonly string[]): NeoguildError {
  return new NeoguildError({
    code: "NamesInvalid",
    message: `${path} cannot be taken as it is:\n${faults.join("\n")}`,
    remedy: "Mend these cells and run the command again; nothing was written.",
    docs: "docs/first-hour.md#names",
  });
}

function bad(code: string, message: string, remedy: string): NeoguildError {
  return new NeoguildError({ code, message, remedy, docs: "docs/first-hour.md#names" });
}
