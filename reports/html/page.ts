import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ComponentChildren, h } from "preact";
import { renderToString } from "preact-render-to-string";
import { visible } from "../visible.ts";

interface PageOptions {
  /** Whether the rows of the page can be filtered. */
  readonly filters?: boolean;
  /** The skip link for keyboard users: the id of the main part, and the words of the link. */
  readonly skip?: readonly [id: string, words: string];
}

/** A whole page in one file. It contains its styles and script, and its policy forbids it to load or send anything. Text in `content` is escaped. */
export function page(
  title: string,
  content: ComponentChildren,
  { filters = true, skip = ["clauses", "To the clauses"] }: PageOptions = {},
): string {
  const [style, script] = ["page.css", "in-browser.js"].map(read) as [string, string];
  const scripts = filters ? `script-src '${digest(script)}'` : "script-src 'none'";
  const policy = `default-src 'none'; style-src 'unsafe-inline'; ${scripts}; base-uri 'none'; form-action 'none'`;
  const whole = h("html", { lang: "en" }, [
    h("head", null, [
      h("meta", { charset: "utf-8" }),
      h("meta", { "http-equiv": "Content-Security-Policy", content: policy }),
      h("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      h("meta", { name: "referrer", content: "no-referrer" }),
      h("title", null, visible(title)),
      h("style", { dangerouslySetInnerHTML: { __html: style } }),
    ]),
    h("body", null, [
      h("a", { class: "skip", href: `#${skip[0]}` }, skip[1]),
      content,
      ...(filters ? [h("script", { dangerouslySetInnerHTML: { __html: script } })] : []),
    ]),
  ]);
  return `<!doctype html>\n${renderToString(whole)}\n`;
}

const texts = new Map<string, string>();

/** Cached, because a site has about a thousand pages. */
function read(file: string): string {
  const text = texts.get(file) ?? readFileSync(join(import.meta.dirname, file), "utf8");
  texts.set(file, text);
  return text;
}

function digest(script: string): string {
  return `sha256-${createHash("sha256").update(script).digest("base64")}`;
}
