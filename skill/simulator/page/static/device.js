// The speaker itself: its light, what it is doing, and the eight seconds of silence.

import { find } from "./dom.js";

export const SILENCE = 8000; // Amazon: a session waits eight seconds, asks again, and waits eight more

const STATES = { resting: "Resting", listening: "Listening", thinking: "Thinking", speaking: "Speaking", waiting: "Listening" };

export class Device {
  #timer = null;

  show(state, hint = "") {
    const shown = state === "waiting" ? "listening" : state;
    find("device").dataset.state = shown;
    find("state").textContent = STATES[state];
    find("hint").textContent = hint;
    find("skip").hidden = state !== "speaking";
  }

  // Lets the eight seconds run; calls `over` at their end. They stand still while `held()` is true.
  wait(over, held, label) {
    this.stopWaiting();
    find("silence").hidden = false;
    find("hint").textContent = label;
    let left = SILENCE;
    let last = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      if (!held()) left -= now - last;
      last = now;
      find("run").style.transform = `scaleX(${Math.max(0, Math.min(1, 1 - left / SILENCE))})`;
      if (left <= 0) {
        this.stopWaiting();
        over();
      }
    }, 100);
  }

  get waiting() {
    return this.#timer !== null;
  }

  stopWaiting() {
    clearInterval(this.#timer);
    this.#timer = null;
    find("silence").hidden = true;
    find("run").style.transform = "scaleX(0)";
  }
}
