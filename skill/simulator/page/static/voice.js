// Speaks SSML with the voices that are installed on this machine; voices that live elsewhere are not used.

import { length, pieces } from "./ssml.js";

const synthesis = window.speechSynthesis;
const sleep = (time, signal) =>
  new Promise((done) => {
    const timer = setTimeout(done, time);
    signal.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });

export class Voice {
  aloud = true;
  #stop = new AbortController();
  #skipped = false;

  constructor() {
    synthesis?.getVoices(); // asks for the list, which some browsers load only then
  }

  // A sentence for people if nothing can be heard here; else an empty text.
  get trouble() {
    if (!synthesis) return "This browser cannot speak; the answers are shown only.";
    return voices().length ? "" : "This browser has no voice of its own on this machine; the answers are shown only.";
  }

  // Speaks to the end, or until `silence`; tells whether it came to the end. Without a voice it takes as long as speech.
  async speak(ssml, locale) {
    this.silence();
    this.#skipped = false;
    const { signal } = (this.#stop = new AbortController());
    const all = pieces(ssml);
    const voice = this.aloud ? choose(locale) : undefined;
    if (!voice) await sleep(length(all), signal);
    for (const piece of voice ? all : []) {
      if (signal.aborted) break;
      await (piece.pause === undefined ? utter(piece, voice, signal) : sleep(piece.pause, signal));
    }
    return this.#skipped || !signal.aborted;
  }

  // As if the rest had been spoken.
  skip() {
    this.#skipped = true;
    this.silence();
  }

  silence() {
    this.#stop.abort();
    synthesis?.cancel();
  }
}

function voices() {
  return synthesis?.getVoices().filter((voice) => voice.localService) ?? [];
}

function choose(locale) {
  const all = voices();
  const tag = (voice) => voice.lang.replace("_", "-");
  return all.find((voice) => tag(voice) === locale) ?? all.find((voice) => tag(voice).startsWith("en")) ?? all[0];
}

function utter(piece, voice, signal) {
  return new Promise((done) => {
    const speech = new SpeechSynthesisUtterance(piece.text);
    Object.assign(speech, { voice, lang: voice.lang, rate: piece.rate, volume: piece.volume });
    // A browser may forget to say that it has ended.
    const late = setTimeout(done, length([piece]) * 2.5 + 4000);
    const end = () => (clearTimeout(late), done());
    speech.onend = speech.onerror = end;
    signal.addEventListener("abort", end, { once: true });
    synthesis.resume();
    synthesis.speak(speech);
  });
}
