// Writes down what is spoken, where the browser can (Web Speech API).

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

const TROUBLES = {
  "not-allowed": "The browser was not allowed to use the microphone. Type instead.",
  "service-not-allowed": "The browser was not allowed to use the microphone. Type instead.",
  "audio-capture": "There is no microphone. Type instead.",
  network: "This browser writes speech down only with a connection to its maker. Type instead.",
  "language-not-supported": "This browser cannot write this English down. Type instead.",
};

export class Ears {
  #running = null;

  get able() {
    return Boolean(Recognition);
  }

  get listening() {
    return this.#running !== null;
  }

  // What to know before the microphone is used.
  async advice(locale) {
    if (!Recognition) return "This browser cannot write speech down; type what is said.";
    return (await onDevice(locale)) ? "" : "With the microphone, this browser may send the sound to its maker to write it down.";
  }

  // Calls onwords(text, final) as words are made out, onend(trouble) once it is over; the trouble may be empty.
  async start(locale, onwords, onend) {
    const running = (this.#running = new Recognition());
    running.lang = locale;
    running.interimResults = true;
    if ((await onDevice(locale)) && "processLocally" in running) running.processLocally = true;
    let trouble = "";
    running.onresult = (event) => {
      const all = [...event.results];
      onwords(all.map((result) => result[0].transcript).join(" ").trim(), all.every((result) => result.isFinal));
    };
    running.onerror = (event) => (trouble = TROUBLES[event.error] ?? "");
    running.onend = () => {
      this.#running = null;
      onend(trouble);
    };
    running.start();
  }

  stop() {
    this.#running?.stop();
  }
}

async function onDevice(locale) {
  try {
    return (await Recognition.available?.({ langs: [locale], processLocally: true })) === "available";
  } catch {
    return false;
  }
}
