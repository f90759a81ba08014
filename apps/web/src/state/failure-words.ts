/** Where the page has the control that a remedy of the library asks for. */
export const pairingSection = "How rows belong together";

/** Remedies as the library says them, and as they are done on this page. */
const remedies: readonly (readonly [library: RegExp, page: string])[] = [
  [/or pass missing: "drop" to leave such rows out/, `or choose “leave out” under “${pairingSection}”`],
  [/Pass a key column to join by/, `Name a column to join by under “${pairingSection}”`],
  [/,? or pass repeated: "combine" where one sample has several partners/, ""],
  [/,? or pass unmatched: "drop"/, ""],
  [
    /Pass u: \{ path, columns: \["…"\] \} and v: \{ path, columns: \["…"\] \}/,
    "Name other columns under the two files",
  ],
  [/Select the arrays that belong together: columns: \[…\]/, "Name the arrays that belong together under the file"],
  [
    /Say what it holds, such as binary: "\w+"; or use it as key, or leave the column out/,
    "Name the other columns under the file",
  ],
  [
    /Say which it is: decimal: "," or decimal: "\."; or read a column as words: kinds: \{[^}]*\}/,
    "Write all numbers with a decimal point",
  ],
  [
    /Lower the learning rate, clip the gradient, raise the temperature, or check the data for NaN/,
    "The training diverged: lower the learning rate, or take another loss or metric",
  ],
  [/Give a common size: imageSize: \[height, width\]/, "Bring all pictures to one size"],
];

/** What a refusal of the library says, with its remedies named after the controls of the page. */
export const failureWords = (message: string): string =>
  remedies.reduce((words, [library, page]) => words.replace(library, page), message);
