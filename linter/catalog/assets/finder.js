"use strict";
// The list: exact search and facets over data.js. What is chosen lives in the address.
(() => {
  const { rows, facets, synonyms, root } = window.HEGUI;
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  for (const row of rows) {
    row.name = folded(`${row.title}\n${row.id}`);
    row.says = folded(row.text);
  }
  const byId = (id) => document.getElementById(id);
  const box = byId("q"), list = byId("results"), more = byId("more");
  const STEP = 20;
  let chosen = new Map(), found = [], shown = 0, words = [];

  const read = () => {
    const query = new URLSearchParams(location.search);
    box.value = query.get("q") ?? "";
    const known = (name, value) => facets[name].words.some(([each]) => each === value);
    // What isn't there couldn't be unticked.
    chosen = new Map(Object.keys(facets).map((name) =>
      [name, new Set(query.getAll(name).filter((value) => known(name, value)))]));
  };

  const write = (how) => {
    const query = new URLSearchParams();
    if (box.value.trim()) query.set("q", box.value.trim());
    for (const [name, values] of chosen) values.forEach((value) => query.append(name, value));
    const address = String(query);
    if (address === location.search.slice(1)) return;
    history[how](null, "", address ? `?${address}` : location.pathname);
  };

  const values = (row, name) => [row.facets[name] ?? []].flat();
  const narrowed = (row, but) => [...chosen].every(([name, wanted]) =>
    name === but || wanted.size === 0 || values(row, name).some((value) => wanted.has(value)));
  const says = (row, terms) => terms.every((term) => row.name.includes(term) || row.says.includes(term));

  const find = () => {
    words = folded(box.value).split(/\s+/).filter(Boolean);
    const said = rows.filter((row) => (words.length || row.kind === "模板") && says(row, words));
    const chosenOnes = said.filter((row) => narrowed(row));
    const named = new Set(chosenOnes.filter((row) => words.every((word) => row.name.includes(word))));
    found = [...named, ...chosenOnes.filter((row) => !named.has(row))];
    tell();
    offer(said);
    list.replaceChildren();
    shown = 0;
    show();
  };

  const tell = () => {
    const ticked = [...chosen.values()].reduce((sum, each) => sum + each.size, 0);
    byId("facets").firstElementChild.textContent = `按渠道、用途等缩小范围${ticked ? `（已选 ${ticked} 项）` : ""}`;
    const templates = found.filter((row) => row.kind === "模板").length;
    const others = found.length - templates;
    byId("count").textContent = found.length
      ? `${templates ? `共 ${templates} 个模板` : "没有模板"}${others ? `，${others} 处规则、词条、依据和说明` : ""}`
      : "没有找到；请换一个说法，或者少选几项";
    byId("synonyms").replaceChildren(...synonyms
      .filter(([word]) => words.includes(folded(word)))
      .map(([word, instead, address]) => {
        const line = document.createElement("p");
        const count = rows.filter((row) => row.kind === "模板" && says(row, [folded(instead)])).length;
        line.append(`“${word}”不能写，应当写 `, link(`?q=${encodeURIComponent(instead)}`, instead),
          `（${count} 个模板里有）；见`, link(root + address, "词条"));
        return line;
      }));
  };

  const link = (address, text) => {
    const element = document.createElement("a");
    element.href = address;
    element.textContent = text;
    return element;
  };

  // The folded text may be longer or shorter: marks are placed character by character.
  const marked = (text) => {
    const characters = [...text], ends = [];
    let plain = "";
    for (const each of characters) { plain += folded(each); ends.push(plain.length); }
    const hit = new Array(characters.length).fill(false);
    for (const word of words) {
      for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + word.length)) {
        for (let i = 0; i < ends.length; i++) {
          if (ends[i] > at && (i ? ends[i - 1] : 0) < at + word.length) hit[i] = true;
        }
      }
    }
    const parts = [];
    for (let i = 0; i < characters.length;) {
      let j = i;
      while (j < characters.length && hit[j] === hit[i]) j++;
      const run = characters.slice(i, j).join("");
      if (hit[i]) { const mark = document.createElement("mark"); mark.textContent = run; parts.push(mark); }
      else parts.push(run);
      i = j;
    }
    return parts;
  };

  // A value is shown by its name alone, unless it is the way it is printed that was looked for.
  const readable = (line, word) => {
    const named = line.replace(/\{\{ ([^|}]+?)(?:\|[^}]*)? \}\}/g, "［$1］");
    return folded(named).includes(word) ? named : line;
  };

  const SNIPPET = 90;
  const snippet = (row) => {
    const word = words.find((each) => row.says.includes(each));
    if (!word) return null;
    const number = row.says.slice(0, row.says.indexOf(word)).split("\n").length - 1;
    const line = readable(row.text.split("\n")[number], word);
    const at = Math.max(folded(line).indexOf(word) - SNIPPET / 3, 0);
    const cut = [...line.slice(at, at + SNIPPET)].join("").replace(/^[^［］]{0,20}］/, "");
    const element = document.createElement("span");
    element.className = "hit";
    element.append(at ? "…" : "", ...marked(cut), at + SNIPPET < line.length ? "…" : "");
    return element;
  };

  const item = (row) => {
    const element = document.createElement("li");
    const title = link(root + row.address, "");
    title.append(...marked(row.title));
    const id = document.createElement("code");
    id.append(...marked(row.id));
    const about = document.createElement("span");
    about.className = "soft";
    about.textContent = row.about;
    const kind = document.createElement("span");
    kind.className = "kind";
    kind.textContent = row.kind;
    if (words.length) element.append(kind);
    element.append(title, " ", id, about);
    const line = words.length ? snippet(row) : null;
    if (line) element.append(line);
    return element;
  };

  const show = () => {
    list.append(...found.slice(shown, shown + STEP).map(item));
    shown = Math.min(shown + STEP, found.length);
    more.hidden = shown >= found.length;
  };

  // The boxes stay, only their numbers change: who walks through them by keyboard isn't thrown out.
  const boxes = new Map();
  const build = () => {
    for (const [name, { title, words: named }] of Object.entries(facets)) {
      const group = document.createElement("fieldset");
      const legend = document.createElement("legend");
      legend.textContent = title;
      group.append(legend);
      for (const [value, text] of named) {
        const label = document.createElement("label"), tick = document.createElement("input");
        const count = document.createElement("span");
        tick.type = "checkbox";
        count.className = "n";
        tick.addEventListener("change", () => {
          if (tick.checked) chosen.get(name).add(value); else chosen.get(name).delete(value);
          write("pushState");
          find();
        });
        label.append(tick, text, count);
        group.append(label);
        boxes.set(`${name}\n${value}`, [label, tick, count]);
      }
      if (named.length) byId("facets").append(group);
    }
  };

  const offer = (said) => {
    for (const name of Object.keys(facets)) {
      const counts = new Map();
      for (const row of said) {
        if (narrowed(row, name)) for (const value of values(row, name)) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      for (const [value] of facets[name].words) {
        const [label, tick, count] = boxes.get(`${name}\n${value}`);
        tick.checked = chosen.get(name).has(value);
        count.textContent = counts.get(value) ?? 0;
        label.hidden = !counts.has(value) && !tick.checked;
      }
    }
  };

  const typed = () => { write("replaceState"); find(); };
  box.addEventListener("input", (event) => { if (!event.isComposing) typed(); });
  box.addEventListener("compositionend", typed);
  box.form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", show);
  addEventListener("popstate", () => { read(); find(); });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && event.target === box) { box.value = ""; typed(); return; }
    if (event.key === "Escape" && list.contains(event.target)) { box.focus(); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !(event.target === box || list.contains(event.target))) return;
    event.preventDefault();
    const links = [...list.querySelectorAll("a")];
    const next = links.indexOf(document.activeElement) + step;
    (links[next] ?? (next < 0 ? box : links.at(-1)))?.focus();
  });

  byId("find").hidden = byId("facets").hidden = false;
  build();
  read();
  find();
})();
