// Conversations as files: saved as a test in YAML, loaded and played again step by step.

import { post } from "./api.js";
import { button, element, find } from "./dom.js";

export async function save(conversation) {
  const { yaml } = await post("save", { conversation });
  const address = URL.createObjectURL(new Blob([yaml], { type: "application/yaml" }));
  element("a", { href: address, download: `${fileName(conversation.about)}.yaml` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const fileName = (about) => about.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "").slice(0, 60) || "conversation";

// A loaded conversation. Its listeners are other people than those of the page, and are forgotten when it is over.
export class Replay {
  #name = `replay-${crypto.randomUUID().slice(0, 8)}`;
  #done = 0;
  #met = 0;
  #listeners = new Set();

  constructor(conversation, stage) {
    this.conversation = { listener: "anna", locale: "en-US", screen: false, about: "", ...conversation };
    this.stage = stage;
  }

  get device() {
    const { listener, locale, screen } = this.conversation;
    return { listener: this.#own(listener), locale, screen };
  }

  show() {
    const { about, steps } = this.conversation;
    const list = element("ol", { class: "steps", "aria-label": "Steps" }, ...steps.map((step) => element("li", {}, told(step))));
    this.next = button("Next step", () => this.step(), { class: "chip strong" });
    this.all = button("All of it", () => this.rest());
    const end = button("End the replay", () => this.end(), { class: "quiet small" });
    this.result = element("p", { class: "note", role: "status" });
    find("replay").replaceChildren(element("p", { class: "about" }, about || "A conversation"), list, element("div", { class: "chips" }, this.next, this.all, end), this.result);
    find("replay").hidden = false;
    this.list = list;
    this.next.focus();
    find("replay").scrollIntoView({ block: "nearest" });
  }

  async step() {
    const step = this.conversation.steps[this.#done];
    if (!step) return false;
    const line = this.list.children[this.#done++];
    const own = step.listener ? { ...step, listener: this.#own(step.listener) } : step;
    const turn = await this.stage.take(own, { replayed: true });
    const wrong = turn?.differences ?? [];
    line.classList.add(wrong.length ? "wrong" : "met");
    line.append(element("span", { class: "mark" }, wrong.length ? " – different" : " – as expected"));
    line.append(...wrong.map((text) => element("p", { class: "difference" }, text)));
    this.#met += wrong.length ? 0 : 1;
    this.#tell();
    return this.#done < this.conversation.steps.length;
  }

  async rest() {
    while (await this.step());
  }

  async end() {
    find("replay").hidden = true;
    for (const listener of this.#listeners) await this.stage.forget(listener);
    this.stage.endReplay();
  }

  #tell() {
    const steps = this.conversation.steps.length;
    const over = this.#done === steps;
    this.next.disabled = this.all.disabled = over;
    find("replay").scrollIntoView({ block: "nearest" });
    this.result.textContent = `${this.#met} of ${over ? steps : this.#done} steps as expected${over ? "." : " so far."}`;
  }

  #own(listener) {
    const name = `${this.#name}-${listener}`.slice(0, 64);
    this.#listeners.add(name);
    return name;
  }
}

const UNITS = { s: "second", m: "minute", h: "hour", d: "day" };

// "3d" in words.
function long(duration) {
  const number = Number.parseInt(duration, 10);
  const unit = UNITS[duration.at(-1)];
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}

// A step in words.
export function told(step) {
  const changes = [
    step.later && `${long(step.later)} later`,
    step.listener && `${step.listener} speaks`,
    step.locale && `in ${step.locale}`,
    step.screen !== undefined && (step.screen ? "with a screen" : "without a screen"),
  ].filter(Boolean);
  const act = step.launch ? "opens the skill" : step.say ? `“${step.say}”` : step.intent ? `the intent ${step.intent}` : step.request ?? "";
  return [...changes, act].filter(Boolean).join(", ");
}
