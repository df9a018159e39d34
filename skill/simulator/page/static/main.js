// Joins the page: what is said goes to the skill, its answer is spoken, shown and explained.

import { get, post } from "./api.js";
import { draw, VIEWPORTS } from "./apl.js";
import * as controls from "./controls.js";
import { Device } from "./device.js";
import { find } from "./dom.js";
import { Ears } from "./ears.js";
import { Replay, save, told } from "./files.js";
import * as log from "./log.js";
import { Voice } from "./voice.js";
import { explain } from "./why.js";

const ENDED = "SessionEndedRequest";
const FORGET = "AlexaSkillEvent.SkillDisabled";

class Stage {
  device = new Device();
  voice = new Voice();
  ears = new Ears();
  tips = {};
  replay = null;
  #queue = Promise.resolve();
  #reprompted = false;
  #held = false;
  #reprompt = null;

  constructor() {
    this.state = { device: { listener: "anna", locale: "en-US", screen: false }, skipped: 0, session: null };
    this.afresh();
  }

  get open() {
    return this.state.session !== null;
  }

  // Forgets what was said on this page; the listener's memory stays.
  afresh(device = this.state.device) {
    this.quiet();
    this.state = { device, skipped: 0, session: null };
    this.first = { ...device };
    this.steps = [];
    log.clear();
    this.#rest();
  }

  // Does one step of a conversation, as it would stand in a test; steps wait for each other.
  take(step, how = {}) {
    const turn = this.#queue.then(() => this.#take(step, how));
    this.#queue = turn.catch(() => {});
    return turn.catch((error) => this.#trouble(error));
  }

  async #take(step, { replayed = false } = {}) {
    this.quiet();
    find("trouble").textContent = "";
    const before = this.state;
    const words = step.say ?? null;
    this.#announce(step);
    this.device.show("thinking");
    const { state, step: recorded, turn } = await post("step", { state: before, step });
    this.state = state;
    this.steps.push(recorded);
    controls.follow(this);
    if (turn) this.#answered(turn, { before, words, label: told(step), replayed });
    else this.#rest();
    return turn;
  }

  #announce(step) {
    const text = told({ ...step, say: undefined, launch: false, intent: undefined, request: undefined });
    if (text) log.between(text);
    if (step.say) log.said(step.say, this.open || /gentle invitation/i.test(step.say) ? "" : "Alexa, ask Gentle Invitation …");
    if (step.launch) log.said("Alexa, open Gentle Invitation");
    if (step.intent) log.between(`intent ${step.intent}, without words`);
  }

  #answered(turn, about) {
    const entry = { turn, ...about };
    if (turn.request.request.type === ENDED) {
      log.between("Session closed after silence");
      this.#rest();
    } else {
      const answer = log.answered(turn, () => this.#explain(entry, answer, true));
      this.#explain(entry, answer);
      this.#picture(turn.response.response?.directives);
      this.#speak(turn, about.replayed);
    }
  }

  #explain(entry, answer, go = false) {
    log.mark(answer);
    explain(entry, this.tips);
    if (!go) return;
    find("why").scrollIntoView({ block: "nearest" });
    find("why-title").focus();
  }

  async #speak(turn, replayed) {
    const { outputSpeech, reprompt } = turn.response.response ?? {};
    this.#reprompted = false;
    this.#reprompt = turn.reprompt && { text: turn.reprompt, ssml: reprompt.outputSpeech.ssml };
    if (!turn.open) log.between("Session closed");
    controls.follow(this);
    this.device.show("speaking", replayed ? "Replaying a test." : "");
    const whole = replayed || (await this.voice.speak(outputSpeech?.ssml ?? "<speak/>", this.state.device.locale));
    if (!whole) return;
    if (turn.open) this.#wait(replayed);
    else this.#rest();
  }

  // The microphone is open: eight seconds, the reprompt, eight seconds more, and the session is over.
  #wait(replayed = false) {
    this.device.show("waiting", "The microphone is open.");
    if (!find("counts").checked || replayed) return;
    const label = this.#reprompted ? "Eight seconds more, then the session closes." : "Eight seconds of silence, then it asks again.";
    this.device.wait(() => this.silent(), () => this.#held || find("words").value !== "" || this.ears.listening || document.hidden, label);
  }

  // Nobody has said anything.
  async silent() {
    this.quiet();
    if (!this.open) return;
    if (this.#reprompted || !this.#reprompt) return void this.take({ request: ENDED });
    this.#reprompted = true;
    log.asked(this.#reprompt.text);
    this.device.show("speaking");
    if (await this.voice.speak(this.#reprompt.ssml, this.state.device.locale)) this.#wait();
  }

  hold(held) {
    this.#held = held;
  }

  quiet() {
    this.device.stopWaiting();
    this.voice.silence();
  }

  async forget(listener) {
    const state = { ...this.state, device: { ...this.state.device, listener }, session: null };
    await post("step", { state, step: { request: FORGET } });
  }

  begin(conversation) {
    this.replay = new Replay(conversation, this);
    this.afresh(this.replay.device);
    controls.follow(this);
    this.replay.show();
  }

  async load(yaml) {
    const conversation = await post("load", { yaml });
    await this.replay?.end();
    this.begin(conversation);
  }

  endReplay() {
    this.replay = null;
    this.afresh(controls.device());
    controls.follow(this);
  }

  conversation(about) {
    const { listener, locale, screen } = this.first;
    return { about: about || "A conversation saved from the speaker's page.", listener, locale, screen, steps: this.steps };
  }

  save(about) {
    return save(this.conversation(about));
  }

  #picture(directives = []) {
    const shown = directives.find((directive) => directive.type === "Alexa.Presentation.APL.RenderDocument");
    if (shown) show(shown);
  }

  #rest() {
    this.device.show("resting", this.open ? "" : "Say something, or open the skill.");
    if (!this.open) show(null);
  }

  #trouble(error) {
    this.device.show("resting");
    find("trouble").textContent = error.message;
  }
}

// The picture on the screen, scaled to its place; without one, what the screen shows at rest.
function show(directive) {
  const glass = find("glass");
  const profile = find("screen").value || "hub";
  const { width } = VIEWPORTS[profile];
  const stage = directive ? draw(directive, profile) : null;
  glass.dataset.profile = profile;
  glass.replaceChildren(...(stage ? [stage] : []));
  if (stage) stage.style.transform = `scale(${glass.clientWidth / width})`;
}

const stage = new Stage();
controls.listen(stage);
try {
  const known = await get("options");
  stage.tips = known.tips;
  controls.offer(known, stage);
} catch (error) {
  find("trouble").textContent = error.message;
}
