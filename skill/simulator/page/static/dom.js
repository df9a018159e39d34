// Small helpers to build the page. Texts are set as text, never as markup.

export const find = (id) => document.getElementById(id);

// element("p", {class: "note"}, "text", otherElement) – properties beginning with "on" are listeners; undefined is left out.
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const unfolded = new Set();

// Something to unfold. What was unfolded once is so again where the same title comes back.
export function fold(title, ...children) {
  const details = element("details", { class: "fold" }, element("summary", {}, title), ...children);
  details.addEventListener("toggle", () => (details.open ? unfolded.add(title) : unfolded.delete(title)));
  details.open = unfolded.has(title);
  return details;
}

export function button(text, onclick, more = {}) {
  return element("button", { type: "button", class: "chip", onclick, ...more }, text);
}
