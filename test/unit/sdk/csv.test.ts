import { expect } from "chai";

import { parseCsv } from "../../../sdk/csv.ts";

describe("parseCsv", () => {
  const cases: [string, string, string[][]][] = [
    [
      "cells and lines",
      "a,b\n1,2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    ["empty cells and lines", "a,b\n,\n\n1,", [["a", "b"], ["", ""], [""], ["1", ""]]],
    [
      "the ends of lines of Windows, and a last one",
      "a,b\r\n1,2\r\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    ["quotes around commas, newlines and quotes", '"a,b"\n"1\n2"\n"say ""so"""', [["a,b"], ["1\n2"], ['say "so"']]],
    [
      "semicolons, where the head line has no comma",
      'a;b\n"1;2";3,5',
      [
        ["a", "b"],
        ["1;2", "3,5"],
      ],
    ],
    ["a byte order mark", "\ufeffa\n1", [["a"], ["1"]]],
    ["blanks around cells", ' a , "b " \n1', [["a", "b"], ["1"]]],
    [
      "quotes that are none, without skipping what follows",
      'a\n5" disk,x\n"open\nend',
      [["a"], ['5" disk', "x"], ['"open'], ["end"]],
    ],
    ["nothing", "", [[""]]],
  ];
  for (const [what, text, records] of cases) {
    it(`reads ${what}`, () => expect(parseCsv(text)).to.deep.equal(records));
  }
});
