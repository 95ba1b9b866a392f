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
