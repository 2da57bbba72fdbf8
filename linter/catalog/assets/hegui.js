"use strict";
// Copying and picking a case. Without this file the pages say the same.
(() => {
  const written = (element) => {
    const clone = element.cloneNode(true);
    const chosen = document.querySelector("[name=shown]:checked")?.id.slice(-1) ?? "e";
    for (const kind of ["e", "l", "n"]) {
      if (kind !== chosen) clone.querySelectorAll(`.value .${kind}`).forEach((each) => each.remove());
    }
    clone.querySelectorAll(".cut, .label, .when, [hidden]").forEach((each) => each.remove());
    const parts = clone.matches(".wording") ? [clone] : [...clone.querySelectorAll(".wording")];
    const gap = (each, at) => "\n".repeat(Number(each.dataset.gap) || (at ? 2 : 0));
    return parts.map((each, at) => gap(each, at) + each.textContent).join("");
  };

  const copy = async (button, text) => {
    const said = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = "已复制";
    setTimeout(() => { button.textContent = said; }, 1500);
  };

  document.querySelectorAll("button.copy").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (button.matches(".whole")) copy(button, written(button.closest(".case").querySelector(".copied")));
      else if (button.matches(".previous")) copy(button, button.parentElement.previousElementSibling.querySelector("pre").textContent);
      else copy(button, button.dataset.copy);
    });
  });

  // A condition is a list of cases, each a set of values: it holds when one of them does.
  const picker = document.querySelector(".picker");
  if (picker) {
    picker.hidden = false;
    document.querySelector(".picking").hidden = false;
    const conditions = [...document.querySelectorAll(".annotated .if")]
      .map((element) => [element, JSON.parse(element.dataset.cases)]);
    const pick = () => {
      const chosen = new Map([...picker.querySelectorAll("select")]
        .filter((each) => each.value).map((each) => [each.dataset.key, each.value]));
      for (const [element, cases] of conditions) {
        const open = cases.filter((each) => Object.entries(each)
          .every(([key, value]) => !chosen.has(key) || chosen.get(key) === value));
        const sure = open.some((each) => Object.keys(each).every((key) => chosen.has(key)));
        element.hidden = cases.length > 0 && open.length === 0;
        element.classList.toggle("sure", sure);
      }
    };
    picker.addEventListener("change", pick);
    pick();
  }

  // As many sheets are shown as the values that are shown need.
  const page = () => document.querySelectorAll(".sheet").forEach((sheet) => {
    const turns = [...sheet.querySelectorAll(".turn")];
    turns.forEach((turn) => { turn.hidden = turn.previousElementSibling.hidden = false; });
    const end = sheet.querySelector(".text").lastElementChild?.getBoundingClientRect().bottom;
    turns.reverse().forEach((turn) => {
      if (turn.getBoundingClientRect().top >= end - 1) turn.hidden = turn.previousElementSibling.hidden = true;
    });
    sheet.style.setProperty("--pages", turns.filter((turn) => !turn.hidden).length + 1);
  });
  document.querySelectorAll("[name=shown]").forEach((each) => each.addEventListener("change", page));
  page();

  // What stands beside the text on a wide screen is folded above it on a narrow one.
  const wide = matchMedia("(min-width: 50.01rem)");
  const fold = () => document.querySelectorAll(".side").forEach((each) => { each.open = wide.matches; });
  wide.addEventListener("change", fold);
  fold();

  // Who has no mouse scrolls what doesn't fit.
  document.querySelectorAll(".docs pre, .docs table").forEach((each) => { each.tabIndex = 0; });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    const box = document.querySelector("#q") ?? document.querySelector(".top [name=q]");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  });
})();
