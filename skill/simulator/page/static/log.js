// The conversation as it is read: what was said, the answer, its card, and what happened in between.

import { button, element, find } from "./dom.js";

const log = () => find("log");
const welcome = find("welcome");

function add(node) {
  welcome.remove();
  log().append(node);
  node.scrollIntoView({ block: "nearest" });
  return node;
}

export function said(text, how = "") {
  return add(
    element("div", { class: "said" }, element("p", { class: "who" }, "You"), element("p", { class: "bubble" }, text), how && element("p", { class: "how" }, how)),
  );
}

export function answered(turn, onwhy) {
  const parts = [element("p", { class: "who" }, "Gentle Invitation"), element("p", { class: "bubble" }, ...unbroken(turn.speech || "(says nothing)"))];
  if (turn.card) parts.push(card(turn.card));
  if (onwhy) parts.push(element("p", { class: "foot" }, button("Why this answer", onwhy, { class: "quiet small", "aria-controls": "why" })));
  return add(element("div", { class: "answer" }, ...parts));
}

export function asked(text) {
  add(element("div", { class: "answer again" }, element("p", { class: "who" }, "After 8 seconds of silence"), element("p", { class: "bubble" }, text)));
}

export function between(text) {
  add(element("p", { class: "between" }, element("span", {}, text)));
}

// Telephone numbers stay in one line.
function unbroken(text) {
  return text.split(/(\b\d+(?:-\w+)+)/).map((part, place) => (place % 2 ? element("span", { class: "number" }, part) : part));
}

export function card({ title, text }) {
  return element(
    "div",
    { class: "card", role: "group", "aria-label": "Card in the app" },
    element("p", { class: "from", "aria-hidden": "true" }, "Gentle Invitation"),
    element("p", { class: "title" }, title),
    ...text.split("\n").filter(Boolean).map((line) => element("p", {}, line)),
  );
}

export function clear() {
  log().replaceChildren(welcome);
}

// Marks the answer that is explained.
export function mark(answer) {
  for (const each of log().querySelectorAll("[aria-current]")) each.removeAttribute("aria-current");
  answer?.setAttribute("aria-current", "true");
}
