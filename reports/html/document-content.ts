import { type ComponentChild, h } from "preact";
import type { Block } from "../document.ts";

/** The blocks of a document as the content of a page. */
export function documentContent(blocks: readonly Block[]): ComponentChild {
  return h("main", { id: "clauses" }, blocks.map(blockOf));
}

function blockOf(block: Block): ComponentChild {
  if ("heading" in block) return h(`h${block.level ?? 1}`, null, block.heading);
  if ("text" in block) return h("p", null, inline(block.text));
  if ("list" in block) {
    return h(
      "ul",
      null,
      block.list.map((item) => h("li", null, inline(item))),
    );
  }
  const { head, rows } = block.table;
  return h("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": head[0] }, [
    h("table", null, [
      h("thead", null, [
        h(
          "tr",
          null,
          head.map((cell) => h("th", { scope: "col" }, inline(cell))),
        ),
      ]),
      h(
        "tbody",
        null,
        rows.map(([first = "", ...cells]) =>
          h("tr", null, [
            h("th", { scope: "row" }, inline(first)),
            ...cells.map((cell) => h("td", null, inline(cell))),
          ]),
        ),
      ),
    ]),
  ]);
}

/** `code` and [links](to), as in Markdown. */
function inline(text: string): ComponentChild[] {
  return text.split(/(`[^`]*`|\[[^\]]*\]\([^)]*\))/).map((part) => {
    const [, label, to] = /^\[([^\]]*)\]\(([^)]*)\)$/.exec(part) ?? [];
    if (label !== undefined) return h("a", { href: to }, label);
    return part.startsWith("`") ? h("code", null, part.slice(1, -1)) : part;
  });
}
