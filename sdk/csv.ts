/**
 * The records of a CSV file as spreadsheets write it (RFC 4180): cells in quotes may hold commas, newlines and doubled
 * quotes; a semicolon stands for the comma where the head line has no comma. Cells are trimmed.
 */
export function parseCsv(text: string): string[][] {
  const plain = text.replace(/^\ufeff/, "").trimEnd();
  const [head = ""] = plain.split("\n", 1);
  const comma = head.includes(";") && !head.includes(",") ? ";" : ",";
  const records: string[][] = [[""]];
  // A cell that opens a quote and never closes it as it should is taken as it stands, so that nothing is skipped.
  const cellPattern = new RegExp(`(?: *"((?:[^"]|"")*)" *|([^${comma}\\n]*?))(${comma}|\\r?\\n|$)`, "gy");
  for (const [, quoted, bare = "", end] of plain.matchAll(cellPattern)) {
    const record = records.at(-1) ?? [];
    record[record.length - 1] = (quoted?.replaceAll('""', '"') ?? bare).trim();
    if (end === comma) record.push("");
    else if (end === "") return records;
    else records.push([""]);
  }
  return records;
}

/** Records as the text of a CSV file. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function formatCsv(records: readonly (readonly (string | number)[])[]): string {
  return [...records.map((cells) => cells.map(quoted).join(",")), ""].join("\n");
}

function quoted(cell: string | number): string {
  const isNumber = /^-?\d+(\.\d+)?$/.test(String(cell));
  const text = isNumber ? String(cell) : String(cell).replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
