// Why an answer came: what was heard, what it was taken to mean, what came second, and what is kept.

import { post } from "./api.js";
import { button, element, find, fold } from "./dom.js";
import { compared, json } from "./json.js";
import { card } from "./log.js";

const WAYS = {
  builtin: "one of Amazon's own phrases. The intent arrives, the words do not.",
  sample: "exactly a sample of the interaction model. The intent arrives, the words do not.",
  carrier: "a beginning of the catch-all. The rest arrives in a slot, and the beginning is put back.",
  bare: "none of the beginnings. All of it arrives in the slot for free speech.",
  near: "an intent without words, as a device can choose it by itself.",
  request: "no speech at all.",
};
const HOWS = {
  intent: "the intent itself",
  exact: "a sentence that is known word for word",
  model: "the most likely meaning",
  unsure: "two meanings too close to each other, so it asks back",
  danger_phrase: "a phrase of the reviewed list of dangers",
  danger_model: "the safety screen",
  blank: "nothing that could be understood",
};
const EXPERTS = { ngrams: "The n-grams (words and pieces of words) alone", encoder: "The sentence encoder alone" };

function percent(share) {
  if (share > 0 && share < 0.001) return "< 0.1 %";
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}

const meaning = (guess) => guess.name ?? (guess.kind === "none" ? "nothing known" : guess.kind);

export function explain(entry, tips) {
  const { turn } = entry;
  const body = [
    element("p", { class: "quote" }, entry.label),
    heard(turn),
    turn.understood && understood(turn.understood, tips),
    turn.understood && evidence(entry, tips),
    entry.words && asDevice(entry),
    kept(turn),
    fold("Request, as Alexa sends it", json(turn.request, "Request")),
    fold("Response, as Alexa gets it", json(turn.response, "Response")),
  ];
  if (turn.differences.length) body.splice(1, 0, list("Came differently", turn.differences));
  find("why-body").replaceChildren(...body.filter(Boolean));
}

function section(title, ...children) {
  return element("section", { class: "part" }, element("h3", {}, title), ...children.filter(Boolean));
}

function list(title, lines) {
  return section(title, element("ul", { class: "differences" }, ...lines.map((line) => element("li", {}, line))));
}

function facts(pairs) {
  const rows = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return element("dl", { class: "facts" }, ...rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}

function heard(turn) {
  const { request } = turn.request;
  const slots = Object.entries(turn.heard.slots).map(([name, value]) => `${name}: ${value}`).join(", ");
  return section(
    "Heard",
    facts([
      ["Via", element("span", {}, element("b", {}, turn.heard.via), ` – ${WAYS[turn.heard.via] ?? ""}`)],
      ["Intent", element("code", {}, request.intent?.name ?? request.type)],
      ["Slots", slots && element("code", {}, slots)],
      ["Words", turn.heard.words ?? "none reached the skill"],
    ]),
  );
}

function understood(found, tips) {
  const all = [{ kind: found.kind, name: found.name, score: found.score }, ...found.runners_up];
  const margin = found.runners_up.length ? percent(found.score - found.runners_up[0].score) : "";
  return section(
    "Taken to mean",
    bars(all.map((guess) => [meaning(guess), guess.score]), "Meanings and their probabilities"),
    facts([
      ["Kind", found.kind],
      ["Because of", HOWS[found.why] ?? found.why],
      ["Ahead by", margin],
      ["Also said", found.also.join(", ")],
      ["Tip's number", found.arg],
      ["Asks back", found.ask_back ? "yes" : "no"],
    ]),
    found.tips.length > 0 && element("ol", { class: "tips" }, ...found.tips.map((tip) => element("li", {}, tips[tip] ?? tip, " ", element("code", {}, tip)))),
  );
}

export function bars(rows, label) {
  return element(
    "ul",
    { class: "bars", "aria-label": label },
    ...rows.map(([name, share]) => {
      const line = element("li", {}, element("span", { class: "name" }, name), element("span", { class: "bar", "aria-hidden": "true" }, element("i")), element("span", { class: "share" }, percent(share)));
      line.querySelector("i").style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
      return line;
    }),
  );
}

// What speaks for it takes a second to find, so it is fetched only when it is asked for.
function evidence(entry, tips) {
  const words = entry.turn.heard.words ?? entry.words;
  if (!words) return null;
  const body = element("div", { "aria-live": "polite" });
  const details = fold("Safety screen, tips and evidence", body);
  details.addEventListener("toggle", async () => {
    if (!details.open || body.hasChildNodes()) return;
    body.replaceChildren(element("p", { class: "note" }, "Looking …"));
    entry.explanation ??= await post("explain", { words }).catch((error) => ({ error: error.message }));
    body.replaceChildren(...evidenceOf(entry, tips));
  });
  return details;
}

function evidenceOf(entry, tips) {
  const found = entry.explanation;
  if (found.error) return [element("p", { class: "alert" }, found.error)];
  const danger = found.danger_phrases.length ? `heard: ${found.danger_phrases.join(", ")}` : `${percent(found.danger)}; danger from ${percent(found.danger_limit)} on`;
  return [
    entry.turn.heard.words === null && element("p", { class: "note" }, "The intent alone decided. Had the words reached the skill, they would have been taken so:"),
    facts([["Engine", found.mode], ["Safety screen", danger], ["Known word for word as", found.exact], ["Lead", `${percent(found.lead)}; asks back below ${percent(found.margin)}`]]),
    found.tips.length > 0 && element("h4", {}, "How much speaks for each tip"),
    found.tips.length > 0 && bars(found.tips.map(([tip, share]) => [tips[tip] ?? tip, share]), "Tips"),
    ...found.experts.flatMap((expert) => [element("h4", {}, EXPERTS[expert.name] ?? expert.name), bars(expert.meanings, expert.name)]),
    ...found.evidence.flatMap(evidenceFor),
  ].filter(Boolean);
}

function evidenceFor(part) {
  const grams = part.grams.map(([gram, weight]) => element("li", {}, element("q", {}, gram), ` ${weight.toFixed(2)}`));
  const phrases = part.phrases.map(([phrase, likeness]) => element("li", {}, element("q", {}, phrase), ` ${likeness.toFixed(2)}`));
  return [
    element("h4", {}, `For ${part.meaning}`),
    grams.length > 0 && element("ul", { class: "grams", "aria-label": "Words and pieces of words" }, ...grams),
    phrases.length > 0 && element("ul", { class: "alike", "aria-label": "Known sentences that are most alike" }, ...phrases),
  ].filter(Boolean);
}

function asDevice(entry) {
  const body = element("div", { "aria-live": "polite" });
  const try_ = button("Try both", async () => {
    const found = entry.turn.understood;
    const named = found?.name ?? found?.kind;
    const nearest = !named || ["none", "launch"].includes(named) ? null : named;
    const answers = await post("near", { state: entry.before, intent: nearest });
    body.replaceChildren(...answers.flatMap(nearAnswer));
  });
  return section(
    "As a device might hear it",
    element("p", { class: "note" }, "Alexa's own model can also pass these words on as the nearest intent without words, or as Fallback. Both must be a good turn."),
    try_,
    body,
  );
}

function nearAnswer(answer) {
  const name = answer.request.request.intent?.name ?? answer.request.request.type;
  return [element("h4", {}, "As ", element("code", {}, name)), element("p", { class: "bubble" }, answer.speech), answer.card && card(answer.card)].filter(Boolean);
}

function kept(turn) {
  return section(
    "What is kept",
    element("p", { class: "note" }, "The session lives until it closes; the memory belongs to the listener. Neither holds a word that was said."),
    element("h4", {}, "Session"),
    compared(turn.session.before, turn.session.after, "Session"),
    element("h4", {}, "Memory"),
    compared(turn.memory.before, turn.memory.after, "Memory"),
  );
}
