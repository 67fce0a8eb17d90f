import { styleText } from "node:util";
import { wrapAnsi } from "fast-wrap-ansi";
import { COMMAND_BROKEN, noCommandLine } from "./visible.ts";

type Colour = "red" | "green" | "yellow" | "cyan" | "dim" | "bold";

/** How text is laid out for a reader: its width in columns, and whether it has colors. */
export interface Style {
  readonly width: number;
  paint(colour: Colour, text: string): string;
  /** Wraps text to the width: `first` before the first line, as many spaces before the others. */
  wrap(first: string, text: string): string;
}

/** Text is never wrapped to fewer columns than this. */
const NARROWEST = 40;
/** Lines longer than this are hard to read. */
const WIDEST = 120;

export function createStyle(options: { readonly width: number; readonly colour: boolean }): Style {
  const width = Math.min(Math.max(options.width, NARROWEST), WIDEST);
  const paint: Style["paint"] = (colour, text) =>
    options.colour ? styleText(colour, text, { validateStream: false }) : text;
  return {
    width,
    paint,
    wrap(first, text) {
      const within = (room: number): string[] => wrapAnsi(text, room, { hard: true }).split("\n");
      let lines = within(width - first.length);
      // Escaping a character of a CI command makes its line longer.
      if (noCommandLine(lines.join("\n")).length > lines.join("\n").length) {
        lines = within(width - first.length - COMMAND_BROKEN);
      }
      return noCommandLine(
        lines.map((line, index) => (index === 0 ? first : " ".repeat(first.length)) + line).join("\n"),
      );
    },
  };
}
