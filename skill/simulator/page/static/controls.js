// Everything that can be set or pressed.

import { get } from "./api.js";
import { button, element, find } from "./dom.js";

const GROUPS = [
  ["Reasons", (name, known) => known.reasons.includes(name)],
  ["Danger", (name) => ["abuse", "self_harm"].includes(name)],
  ["Commands and questions", () => true],
];
const readable = (name) => name.replaceAll("_", " ");

// The device as the controls say.
export function device() {
  return { listener: find("listener").value || "anna", locale: find("locale").value, screen: find("screen").value !== "" };
}

export function listen(stage) {
  compose(stage);
  speaker(stage);
  conversation(stage);
  find("launch").addEventListener("click", () => stage.take({ launch: true }));
  find("silent").addEventListener("click", () => stage.silent());
  find("skip").addEventListener("click", () => {
    stage.voice.skip();
    find("words").focus();
  });
  find("hold").addEventListener("click", ({ currentTarget }) => {
    const held = currentTarget.getAttribute("aria-pressed") !== "true";
    currentTarget.setAttribute("aria-pressed", held);
    currentTarget.textContent = held ? "Let the time run" : "Hold the time";
    stage.hold(held);
  });
  for (const each of document.querySelectorAll("[data-say]")) each.addEventListener("click", () => stage.take({ say: each.dataset.say }));
  for (const each of document.querySelectorAll("[data-later]")) each.addEventListener("click", () => stage.take({ later: each.dataset.later }));
  follow(stage);
  setInterval(() => tick(stage), 1000);
}

function compose(stage) {
  const words = find("words");
  find("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = words.value.trim();
    words.value = "";
    if (text) stage.take({ say: text });
  });
  const mic = find("mic");
  mic.hidden = !stage.ears.able;
  const pressed = (on) => mic.setAttribute("aria-pressed", on);
  mic.addEventListener("click", async () => {
    if (stage.ears.listening) return stage.ears.stop();
    stage.quiet();
    stage.device.show("listening", "Speak now.");
    find("mic-note").textContent = await stage.ears.advice(find("locale").value);
    pressed(true);
    const heard = (text) => (words.value = text);
    const ended = (trouble) => {
      pressed(false);
      find("trouble").textContent = trouble;
      if (words.value && !trouble) find("composer").requestSubmit();
      else stage.device.show(stage.open ? "waiting" : "resting");
    };
    await stage.ears.start(find("locale").value, heard, ended).catch(() => ended("The microphone could not be used. Type instead."));
  });
  if (!stage.ears.able) stage.ears.advice().then((text) => (find("mic-note").textContent = text));
}

function speaker(stage) {
  find("locale").addEventListener("change", ({ target }) => stage.take({ locale: target.value }));
  find("listener").addEventListener("change", ({ target }) => {
    if (target.reportValidity() && target.value) stage.take({ listener: target.value });
  });
  find("screen").addEventListener("change", ({ target }) => {
    const screen = target.value !== "";
    find("glass").replaceChildren();
    if (screen !== stage.state.device.screen) stage.take({ screen });
    else follow(stage);
  });
  const sound = find("sound");
  const told = () => {
    stage.voice.aloud = sound.checked;
    find("sound-note").textContent = sound.checked ? stage.voice.trouble : "";
    if (!sound.checked) window.speechSynthesis?.cancel();
  };
  sound.addEventListener("change", told);
  window.speechSynthesis?.addEventListener?.("voiceschanged", told);
  told();
  find("counts").addEventListener("change", ({ target }) => target.checked || stage.device.stopWaiting());
}

function conversation(stage) {
  const note = (text) => (find("file-note").textContent = text);
  const failed = (error) => note(error.message);
  find("save").addEventListener("click", () => {
    if (!stage.steps.length) return note("Nothing was said yet.");
    stage.save(find("about").value.trim()).then(() => note("Saved."), failed);
  });
  find("open-file").addEventListener("click", () => find("file").click());
  find("file").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    target.value = "";
    if (file) await stage.load(await file.text()).then(() => note(""), failed);
  });
  find("reset").addEventListener("click", async () => {
    await stage.replay?.end();
    stage.afresh(device());
    follow(stage);
    note("Started afresh.");
  });
  find("forget").addEventListener("click", () => {
    const { listener } = stage.state.device;
    stage.forget(listener).then(() => note(`${listener} is forgotten.`), failed);
  });
}

// What the interaction model offers.
export function offer(known, stage) {
  const { locale } = stage.state.device;
  find("locale").replaceChildren(...known.locales.map((name) => element("option", { selected: name === locale }, name)));
  const buttons = Object.entries(known.buttons).map(([name, phrase]) =>
    button(name === "fallback" ? "not understood" : readable(name), () => stage.take(phrase ? { say: phrase } : { intent: name })),
  );
  find("builtins").replaceChildren(...buttons);
  offerExamples(known, stage);
}

function offerExamples(known, stage) {
  const left = new Set(known.meanings);
  const groups = GROUPS.map(([label, belongs]) => {
    const names = [...left].filter((name) => belongs(name, known));
    for (const name of names) left.delete(name);
    return element("optgroup", { label }, ...names.map((name) => element("option", { value: name }, readable(name))));
  });
  const meaning = find("meaning");
  meaning.replaceChildren(...groups);
  const show = async () => {
    const asked = meaning.value;
    const sentences = await get(`examples/${asked}`);
    if (asked !== meaning.value) return;
    find("sentences").replaceChildren(...sentences.map((text) => button(text, () => stage.take({ say: text }), { class: "sentence" })));
  };
  meaning.addEventListener("change", show);
  show();
}

// Brings the controls where the speaker is.
export function follow(stage) {
  const { device: at, session } = stage.state;
  find("words-label").textContent = session ? "Your answer" : "Alexa, ask Gentle Invitation …";
  find("silent").disabled = !session;
  const listener = find("listener");
  if (!stage.replay && listener !== document.activeElement) listener.value = at.listener;
  find("locale").value = at.locale;
  if (at.screen !== (find("screen").value !== "")) find("screen").value = at.screen ? "hub" : "";
  find("show").hidden = !at.screen;
  find("device").classList.toggle("with-screen", at.screen);
  find("glass").dataset.profile = find("screen").value || "hub";
  tick(stage);
}

function tick(stage) {
  const now = new Date(Date.now() + stage.state.skipped * 1000);
  const clock = find("clock");
  clock.dateTime = now.toISOString();
  clock.textContent = new Intl.DateTimeFormat("en-US", { weekday: "long", month: "long", day: "numeric", hour: "numeric", minute: "2-digit" }).format(now);
}
