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
    if (!row) return;
    row.hidden = false;
    row.open = true;
    row.scrollIntoView({ block: "start" });
    (row.querySelector("summary") ?? row).focus({ preventScroll: true });
  }

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
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      form.elements.text.focus();
    }
  });
  addEventListener("hashchange", read);
  addEventListener("beforeprint", () => {
    for (const row of rows)
      if (!row.hidden && row.dataset.outcome === "fail" && "open" in row) row.open = true;
  });
  read();
})();
