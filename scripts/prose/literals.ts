/**
 * A plugin for textlint: finds the sentences in data and code, each as a paragraph at its own line and column. In JSON these are statements (`says`),
 * the reasons of cases (`why`) and the ways to provoke an error (`how`). In TypeScript they are string literals of two words or more, with the
 * inserts of templates blanked out.
 */
import type { TxtDocumentNode, TxtParagraphNode } from "@textlint/ast-node-types";
import type { TextlintMessage, TextlintPluginCreator } from "@textlint/types";

type Range = readonly [start: number, end: number];

const JSON_TEXT = /"(?:says|why|how)":\s*"(?<text>(?:[^"\\\n]|\\.)*)"/dg;
const TYPESCRIPT_TEXT = /"(?<text>(?:[^"\\\n]|\\.)*)"|`(?<template>(?:[^`\\]|\\.)*)`/dg;
const COMMENT = /^\s*(?:\/\/|\/?\*).*$/gm;

const blank = (text: string): string => text.replace(/[^\n]/g, " ");
const withoutComments = (source: string): string => source.replace(COMMENT, blank);
const withoutInserts = (text: string): string =>
  text.replace(/\$\{[^{}]*\}/g, (insert) => "x".padEnd(insert.length));

/** The ranges of sentences in a file, as offsets in UTF-16 code units. */
function rangesOf(extension: string, source: string): readonly Range[] {
  const pattern = extension === ".json" ? JSON_TEXT : TYPESCRIPT_TEXT;
  return [...source.matchAll(pattern)].flatMap(({ indices }) => {
    const range = indices?.groups?.["text"] ?? indices?.groups?.["template"];
    return range && /\S\s+\S/.test(source.slice(...range)) ? [range] : [];
  });
}

function parse(extension: string, raw: string): TxtDocumentNode {
  const source = extension === ".json" ? raw : withoutInserts(withoutComments(raw));
  const lines = [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const position = (offset: number) => {
    const line = lines.findLastIndex((start) => start <= offset);
    return { line: line + 1, column: offset - (lines[line] ?? 0) };
  };
  const place = ([start, end]: Range) => ({
    range: [start, end] as const,
    loc: { start: position(start), end: position(end) },
    raw: source.slice(start, end),
  });
  const children = rangesOf(extension, source).map(
    (range): TxtParagraphNode => ({
      type: "Paragraph",
      ...place(range),
      children: [{ type: "Str", ...place(range), value: source.slice(...range) }],
    }),
  );
  return { type: "Document", ...place([0, source.length]), children };
}

const literals: TextlintPluginCreator = {
  Processor: class {
    availableExtensions(): string[] {
      return [".json", ".ts"];
    }
    processor(extension: string) {
      return {
        preProcess: (text: string): TxtDocumentNode => parse(extension, text),
        postProcess: (messages: TextlintMessage[], filePath = "") => ({ messages, filePath }),
      };
    }
  },
};

export default literals;
