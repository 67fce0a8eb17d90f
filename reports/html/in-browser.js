// The behaviour of a report page. Its state (filters, the clause that is shown) stands after the `#` of the address, so that a
// link or a reload shows the same; nothing is sent anywhere.
(() => {
  const form = document.querySelector("form");
  const rows = [...document.querySelectorAll("[data-row]")];
  const heads = [...document.querySelectorAll("[data-head]")];
  const found = document.querySelector("#found");
  // Read once: a filter looks at every row.
  const facts = rows.map(({ dataset }) => ({
    ...dataset,
    outcomes: dataset.outcome.split(" "),
    text: dataset.text.toLowerCase(),
  }));

  function wanted() {
    const data = new FormData(form);
    return {
      level: data.getAll("level"),
      outcome: data.getAll("outcome"),
      operation: data.get("operation") ?? "",
      family: data.get("family") ?? "",
      differing: data.get("differing") === "on",
      words: (data.get("text") ?? "").toLowerCase().split(/\s+/).filter(Boolean),
    };
  }

  function filter() {
    const { level, outcome, operation, family, differing, words } = wanted();
    const shown = new Set();
    let count = 0;
    rows.forEach((row, index) => {
      const fact = facts[index];
      const fits =
        (level.length === 0 || level.includes(fact.level)) &&
        (outcome.length === 0 || fact.outcomes.some((seen) => outcome.includes(seen))) &&
        (operation === "" || operation === fact.operation) &&
        (family === "" || family === fact.family) &&
        (!differing || fact.differs === "yes") &&
        words.every((word) => fact.text.includes(word));
      if (row.hidden === fits) row.hidden = !fits;
      if (!fits) return;
      count += 1;
      shown.add(fact.family);
    });
    for (const head of heads) head.hidden = !shown.has(head.dataset.head);
    found.textContent = `${count} of ${rows.length} clauses`;
  }

  function state() {
    const data = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...data]) if (value === "") data.delete(name);
    return data;
  }

  function write(clause) {
    const data = state();
    if (clause) data.set("clause", clause);
    history.replaceState(null, "", `#${data}`);
  }

  function read() {
    // The link to the clauses is no state.
    if (location.hash === "#clauses") return write();
    const data = new URLSearchParams(location.hash.slice(1));
    for (const field of form.elements) {
      if (field.name === "") continue;
      if (field.type === "checkbox") field.checked = data.getAll(field.name).includes(field.value);
      else field.value = data.get(field.name) ?? "";
    }
    filter();
    const clause = data.get("clause");
    const row = clause && document.getElementById(clause);
    if (row) show(row);
  }

  function show(row) {
    row.hidden = false;
    row.open = true;
    row.scrollIntoView({ block: "start" });
    (row.querySelector("summary") ?? row).focus({ preventScroll: true });
  }

  /** Shows the next failure among the rows that are not filtered out, or the one before; the one that it leaves is closed. */
  function step(by) {
    const failing = rows.filter((row, index) => !row.hidden && facts[index].outcomes.includes("fail"));
    if (failing.length === 0) return;
    const here = document.activeElement.closest("[data-row]");
    const after = here === null ? 0 : failing.findIndex((row) => row === here || follows(here, row));
    const isOn = after !== -1 && failing[after] === here;
    const next = after === -1 ? failing.length : after;
    const to = by > 0 ? next + (isOn ? 1 : 0) : (here === null ? failing.length : next) - 1;
    const row = failing[Math.min(failing.length - 1, Math.max(0, to))];
    if (here && here !== row && "open" in here) here.open = false;
    show(row);
    write(row.id);
    found.textContent = `failure ${failing.indexOf(row) + 1} of ${failing.length}`;
  }

  function follows(here, row) {
    return Boolean(here.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING);
  }

  // Bodies: beside the text as it stands, a tree of JSON and the bytes in hex, made when they are asked for. Everything in them is put in as text.
  const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]]|[^\s{}[\],:"]+/g;
  const MOST_DEPTH = 100;

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function bytesOf({ dataset, textContent }) {
    const base64 = dataset.body === "base64" ? textContent : dataset.base64;
    if (!base64) return new TextEncoder().encode(textContent);
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  }

  function textOf(pre) {
    return pre.dataset.base64 ? new TextDecoder().decode(bytesOf(pre)) : pre.textContent;
  }

  function isTree(text) {
    if (!/^\s*[[{]/.test(text)) return false;
    try {
      JSON.parse(text);
    } catch {
      return false;
    }
    let depth = 0;
    return (text.match(TOKENS) ?? []).every((token) => {
      depth += /^[[{]$/.test(token) ? 1 : /^[\]}]$/.test(token) ? -1 : 0;
      return depth <= MOST_DEPTH;
    });
  }

  /** As on the page: characters that nobody sees are told by their number. */
  function visible(text) {
    return text.replace(
      /[\p{C}\p{Zl}\p{Zp}]/gu,
      (character) => `\\u{${character.codePointAt(0).toString(16)}}`,
    );
  }

  /** A tree of the very tokens: numbers keep their digits, and a name that comes twice stands here twice. */
  function treeOf(text) {
    const root = element("div", { className: "view" });
    const within = [{ list: root, isObject: false, size: 0 }];
    let name = "";
    for (const token of text.match(TOKENS)) {
      const inner = within.at(-1);
      if (token === "}" || token === "]") {
        inner.head.append(`${inner.size} ${token}`);
        within.pop();
      } else if (inner.isObject && name === "") name = `${visible(token)}: `;
      else {
        inner.size += 1;
        if (token === "{" || token === "[") {
          const head = element("summary", {}, name, `${token} `);
          const list = element("div");
          inner.list.append(element("details", { open: within.length <= 3 }, head, list));
          within.push({ list, head, isObject: token === "{", size: 0 });
        } else inner.list.append(element("div", {}, name, element("b", {}, visible(token))));
        name = "";
      }
    }
    return root;
  }

  function hexOf(bytes) {
    const lines = [];
    for (let at = 0; at < bytes.length; at += 16) {
      const row = [...bytes.subarray(at, at + 16)];
      const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
      const text = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
      lines.push(`${at.toString(16).padStart(6, "0")}  ${hex.padEnd(47)}  ${text}`);
    }
    return element("pre", { className: "view hex", tabIndex: 0 }, lines.join("\n"));
  }

  /** Puts the choice of views in front of a body. */
  function offerViews(pre) {
    const { body } = pre.dataset;
    const views = { [body === "text" ? "Text" : "Base64"]: () => pre };
    if (body === "text" && isTree(textOf(pre))) views.JSON = () => treeOf(textOf(pre));
    views.Hex = () => hexOf(bytesOf(pre));
    const bar = element("div", { className: "views", role: "group", ariaLabel: "How the body is shown" });
    let now = pre;
    for (const [name, make] of Object.entries(views)) {
      const button = element(
        "button",
        { type: "button", ariaPressed: String(bar.childElementCount === 0) },
        name,
      );
      button.addEventListener("click", () => {
        if (now !== pre) now.remove();
        now = make();
        pre.hidden = now !== pre;
        if (now !== pre) pre.after(now);
        for (const one of bar.children) one.ariaPressed = String(one === button);
      });
      bar.append(button);
    }
    pre.before(bar);
  }

  // Hundreds of clauses fail, and few are looked at. The event does not bubble.
  document.addEventListener(
    "toggle",
    ({ target }) => {
      for (const pre of target.querySelectorAll("pre[data-body]:not([data-offered])")) {
        pre.dataset.offered = "";
        offerViews(pre);
      }
    },
    true,
  );

  form.addEventListener("input", () => {
    filter();
    write();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () =>
    setTimeout(() => {
      filter();
      write();
    }),
  );
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (button) {
      const text = button.parentElement.querySelector("pre");
      try {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = "Copied";
      } catch {
        // Without leave to use the clipboard the text is marked, to be copied by hand.
        getSelection().selectAllChildren(text);
        button.textContent = "Marked";
      }
      setTimeout(() => {
        button.textContent = "Copy";
      }, 1500);
    }
    // One that is being opened: a clause of the report, or the sources of one in a comparison.
    const opened = event.target.closest("summary")?.closest("details:not([open])")?.closest("[data-row]");
    if (opened) write(opened.id);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches('select, input:not([type="checkbox"])')) return;
    if (event.key === "/") {
      event.preventDefault();
      form.elements.text.focus();
    } else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
  });
  addEventListener("hashchange", read);
  addEventListener("beforeprint", () => {
    for (const row of rows)
      if (!row.hidden && row.dataset.outcome === "fail" && "open" in row) row.open = true;
  });
  read();
})();
