import type { Range, TextEdit } from "vscode-languageserver-types";
import type { Fix, Problem } from "./problem.ts";
import { LineKind, type SourceText } from "./sourceText.ts";
import type { SyntaxProblem } from "./syntaxProblem.ts";

/** A mistake of form in plain words: what is wrong, its likely cause, and a repair. `problem.line` is absolute. */
export function describeSyntax(problem: SyntaxProblem, source: SourceText): Problem {
  const line = Math.min(problem.line, source.lineCount - 1);
  const text = source.line(line);
  const column = Math.min(problem.column, text.length);
  const endLine = problem.endLine ?? line;
  const range: Range = {
    start: { line, character: column },
    end: { line: endLine, character: problem.endColumn ?? text.trimEnd().length },
  };
  if (endLine === line && range.end.character <= column) {
    // Nothing stands there (a value that ended too soon): mark the line's last character.
    range.start.character = Math.max(0, Math.min(column, text.trimEnd().length) - 1);
    range.end.character = range.start.character + 1;
  }
  const say = (message: string, fix?: Fix, code = "AG101"): Problem => ({
    code,
    severity: "error",
    message,
    range,
    ...(fix ? { fix } : {}),
  });
  const rest = text.slice(column).trimEnd();
  const restRange: Range = {
    start: { line, character: column },
    end: { line, character: column + rest.length },
  };
  const quoteRest = (): Fix => ({
    title: "Put the text in quotes",
    edits: [{ range: restRange, newText: quoted(rest) }],
  });
  const quoteRange = (): Fix => ({
    title: "Put the text in quotes",
    edits: [{ range, newText: quoted(source.slice(range)) }],
  });
  const append = (word: string, title: string): Fix => ({ title, edits: [insert(line, text.trimEnd().length, word)] });

  switch (problem.code) {
    case "quote": {
      const quote = text.charAt(column) === "'" ? "'" : '"';
      return say(
        `This ${quote} is never closed. Close it at the end of the text.`,
        append(quote, `Close the ${quote}`),
      );
    }
    case "bracket": {
      const open = text.charAt(column);
      const close = open === "[" ? "]" : open === "{" ? "}" : "";
      if (!close) return say("The brackets do not match: one is missing or too many.");
      return say(
        `This ${open} is never closed by a ${close}, or a comma is missing inside.`,
        append(close, `Close it with ${close}`),
      );
    }
    case "indent":
      return say(
        "This line is indented differently from its neighbours. Lines of one map or list start in the same column.",
      );
    case "deeper":
      return say(
        `This line is indented below "${problem.word}", which has a value already. Move it left to the column of "${problem.word}".`,
        unindent(source, line, problem.word ?? ""),
      );
    case "tab":
      return say("A tab is used for indentation. YAML allows only spaces here.", untab(source, line));
    case "colon":
      return say(
        'A second ": " in a value that has no quotes. Put the text in quotes, or start it on the next line behind "|".',
        quoteRange(),
      );
    case "start": {
      const word = problem.word ?? text.charAt(column);
      const quote = problem.endLine === undefined ? quoteRest() : quoteRange();
      return say(`A text that starts with ${word} needs quotes.`, quote);
    }
    case "escape":
      return say(
        `${problem.word ?? "This"} means nothing inside double quotes. Write \\\\ for a backslash, or use single quotes.`,
        { title: "Write the backslash twice", edits: [insert(line, column, "\\")] },
      );
    case "half-key": {
      const word = text.trim();
      return say(
        /^[\w.-]+$/.test(word)
          ? `"${word}" is neither a key nor part of a text: the ":" behind it is missing, or the line needs more indentation.`
          : 'This line is neither a key nor part of a text: a ":" is missing, or the line needs more indentation.',
        /^[\w.-]+$/.test(word) ? append(":", 'Add the ":"') : undefined,
      );
    }
    case "list-here":
      return say(
        'A list item ("- …") cannot stand here: the key above has a value already, or the dash has lost its indentation.',
      );
    case "key-in-list":
      return say(
        'A key stands among the items of a list. Begin the line with "- ", indent it into the item above, or move it left to end the list.',
      );
    case "stray-line":
      return say(
        "This line belongs to the text above but stands further left than it. Indent it like the lines around it.",
        {
          title: "Indent the line like its neighbours",
          edits: [insert(line, 0, " ".repeat(Math.max(0, indentBehind(source, line) - source.indent(line))))],
        },
      );
    case "block-header":
      return say('Behind "|" or ">" nothing may follow on the line. The text starts on the next line, indented.');
    case "conflict":
      return say(
        "A merge conflict is left in the file. Choose one side and remove the lines <<<<<<<, ======= and >>>>>>>.",
      );
    case "directive":
      return say(
        "Lines that begin with % are instructions to a YAML reader, which are not part of the language.",
        { title: "Remove the line", edits: [removeLine(source, line)] },
        "AG113",
      );
    case "odd-key":
      return say(
        'Keys are plain names in front of a ":". Keys behind "? ", empty keys, and lists, maps or references as keys are not part of the language.',
        undefined,
        "AG113",
      );
    case "second-document":
      return say(
        'The line "---" begins a second document, and a definition is one document. Inside a prompt, indent the line.',
        { title: "Remove the line", edits: [removeLine(source, line)] },
        "AG113",
      );
    case "duplicate":
      return say(
        `The key "${problem.word}" stands here twice. The later one would win silently; keep one of them.`,
        undefined,
        "AG102",
      );
    case "template":
      return say("A value that starts with {{ is read as a map, not as text. Put it in quotes.", quoteRange(), "AG103");
    case "alias": {
      const looksLikeText = !/^\*[\w-]+$/.test(rest);
      return say(
        looksLikeText
          ? `A text that starts with * needs quotes: YAML reads ${rest.split(/\s/)[0]} as a reference.`
          : `Nothing above is marked with &${problem.word}. A text that starts with * needs quotes.`,
        quoteRest(),
      );
    }
    case "anchor":
      return say(
        "The marks & or ! are used twice or in the wrong place. A text that starts with one of them needs quotes.",
        quoteRest(),
      );
    case "merge":
      return say(
        'Merge keys ("<<") are not part of the language. Put what agents share under "defaults".',
        undefined,
        "AG113",
      );
    case "tag":
      return say(
        `The tag ${problem.word ?? ""} is not part of the language. A text that starts with ! needs quotes.`,
        undefined,
        "AG113",
      );
    case "deep":
      return say("This is nested too deeply to be read.");
    case "many-aliases":
      return say("The references (*name) refer to each other or would grow to more than 100,000 values.");
    case "other":
      return say("The text does not follow on from the line above. Check quotes, colons and indentation here.");
  }
}

function quoted(text: string): string {
  if (!text.includes('"') && !text.includes("\\")) return `"${text}"`;
  if (!text.includes("'")) return `'${text}'`;
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function insert(line: number, character: number, newText: string): TextEdit {
  return { range: { start: { line, character }, end: { line, character } }, newText };
}

function removeLine(source: SourceText, line: number): TextEdit {
  const end =
    line + 1 < source.lineCount ? { line: line + 1, character: 0 } : { line, character: source.lineLength(line) };
  return { range: { start: { line, character: 0 }, end }, newText: "" };
}

/** Two spaces for each tab, on this line, on those that follow with one, and wherever else a line begins with a tab. */
function untab(source: SourceText, first: number): Fix {
  const edits: TextEdit[] = [];
  let together = true;
  for (let line = first; line < source.lineCount && edits.length < 5000; line++) {
    if (source.lineLength(line) === 0) continue;
    const white = /^[ \t]*/.exec(source.line(line))?.[0] ?? "";
    together &&= white.includes("\t");
    if (!together && !white.startsWith("\t")) continue;
    const range = { start: { line, character: 0 }, end: { line, character: white.length } };
    edits.push({ range, newText: white.replaceAll("\t", "  ") });
  }
  return { title: "Replace tabs with spaces", edits };
}

/** Moves the line, and what stands below it, to the column of the key above. */
function unindent(source: SourceText, first: number, above: string): Fix {
  const indent = source.indent(first);
  let head = first - 1;
  while (head > 0 && source.kind(head) === LineKind.blank) head--;
  const cut = indent - Math.max(0, source.line(head).indexOf(`${above}:`));
  const edits: TextEdit[] = [];
  for (let line = first; line < source.lineCount; line++) {
    if (source.kind(line) === LineKind.blank) continue;
    if (source.indent(line) < indent) break;
    edits.push({ range: { start: { line, character: 0 }, end: { line, character: cut } }, newText: "" });
  }
  return { title: `Move it to the column of ${above}`, edits };
}

function indentBehind(source: SourceText, line: number): number {
  for (let next = line + 1; next < source.lineCount; next++) {
    if (source.kind(next) !== LineKind.blank) return source.indent(next);
  }
  return source.indent(line);
}
