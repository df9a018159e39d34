// JSON as it is shown.

import { element } from "./dom.js";

export function json(value, label) {
  return element("pre", { tabindex: "0", role: "region", "aria-label": label }, JSON.stringify(value, null, 2));
}

// Before and after in one table; what has changed is marked, for the eye and for the ear.
export function compared(before, after, label) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (!names.length) return element("p", { class: "note" }, "empty before and after");
  const rows = names.map((name) => row(name, before?.[name], after?.[name]));
  const head = element("tr", {}, ...["Field", "Before", "After"].map((text) => element("th", { scope: "col" }, text)));
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": `${label} before and after` },
    element("table", { class: "compared" }, element("thead", {}, head), element("tbody", {}, ...rows)),
  );
}

function row(name, before, after) {
  const changed = JSON.stringify(before) !== JSON.stringify(after);
  return element(
    "tr",
    { class: changed ? "changed" : null },
    element("th", { scope: "row" }, name, changed && element("span", { class: "unseen" }, " (changed)")),
    ...[before, after].map((value) => element("td", {}, element("code", {}, shown(value)))),
  );
}

// A value in a few words: a list with commas, a piece of speech as its key and the number of its wording.
function shown(value) {
  if (value === undefined || value === null) return "–";
  if (Array.isArray(value)) return value.map(shown).join(", ");
  if (typeof value !== "object") return String(value);
  if (value.key !== undefined) return value.variant === undefined ? value.key : `${value.key} #${value.variant + 1}`;
  return Object.entries(value)
    .filter(([, inner]) => inner !== null && inner !== false)
    .map(([name, inner]) => `${name}: ${shown(inner)}`)
    .join("; ");
}
