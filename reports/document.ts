import { documentContent } from "./html/document-content.ts";
import { page } from "./html/page.ts";

/** A part of a document that can be written as Markdown and as HTML. Texts may hold `code` and [links](to.md). */
export type Block =
  | { readonly heading: string; readonly level?: 1 | 2 | 3 }
  | { readonly text: string }
  | { readonly list: readonly string[] }
  | { readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } };

/** The document as Markdown. */
export function documentMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map(markdownOf).join("\n\n")}\n`;
}

/** The document as one HTML page that opens from disk and loads nothing. */
export function documentPage(title: string, blocks: readonly Block[]): string {
  return page(title, documentContent(blocks));
}

function markdownOf(block: Block): string {
  if ("heading" in block) return `${"#".repeat(block.level ?? 1)} ${block.heading}`;
  if ("text" in block) return block.text;
  if ("list" in block) return block.list.map((item) => `- ${item}`).join("\n");
  const { head, rows } = block.table;
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
