// SSML → pieces that a browser can speak: {text, rate, volume} or {pause: milliseconds}. Understands what Alexa documents
// of break, say-as, prosody, emphasis, sub, p and s; any other element is spoken as what it holds.

const LONGEST = 180; // browsers drop an utterance that lasts long; a sentence or two never does
const STRENGTHS = { none: 0, "x-weak": 0, weak: 200, medium: 400, strong: 700, "x-strong": 1000 };
const RATES = { "x-slow": 0.6, slow: 0.8, medium: 1, fast: 1.2, "x-fast": 1.5 };
const VOLUMES = { silent: 0, "x-soft": 0.4, soft: 0.6, medium: 0.8, loud: 1, "x-loud": 1 };
const WORDS_A_SECOND = 2.6;

export function pieces(ssml) {
  const tree = new DOMParser().parseFromString(ssml.replace(/(<\/?)amazon:/g, "$1amazon-"), "text/xml");
  if (tree.querySelector("parsererror")) return cut(joined([{ text: ssml.replace(/<[^>]*>/g, " "), rate: 1, volume: 1 }]));
  const found = [];
  walk(tree.documentElement, { rate: 1, volume: 1 }, found);
  return cut(joined(found));
}

// About how long the pieces take to say, in milliseconds.
export function length(all) {
  const one = (piece) => piece.pause ?? (piece.text.split(/\s+/).length / WORDS_A_SECOND / piece.rate) * 1000;
  return all.reduce((sum, piece) => sum + one(piece), 0);
}

function walk(node, how, found) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) found.push({ text: child.data, ...how });
    else if (child.nodeType === Node.ELEMENT_NODE) enter(child, how, found);
  }
}

function enter(node, how, found) {
  const name = node.localName;
  if (name === "break") return found.push({ pause: pause(node) });
  if (name === "sub") return found.push({ text: node.getAttribute("alias") ?? node.textContent, ...how });
  if (name === "say-as") return found.push({ text: sayAs(node), ...how });
  if (name === "prosody") return walk(node, prosody(node, how), found);
  if (name === "emphasis") return walk(node, emphasis(node, how), found);
  walk(node, how, found);
  if (name === "p" || name === "s") found.push({ pause: name === "p" ? 600 : 300 });
}

function pause(node) {
  const [, number, unit] = /^([\d.]+)(ms|s)$/.exec(node.getAttribute("time") ?? "") ?? [];
  if (number) return Math.min(Number(number) * (unit === "s" ? 1000 : 1), 10_000);
  return STRENGTHS[node.getAttribute("strength") ?? "medium"] ?? 400;
}

function sayAs(node) {
  const text = node.textContent;
  const each = ["digits", "spell-out", "characters", "telephone"].includes(node.getAttribute("interpret-as"));
  return each ? ` ${[...text.replace(/[\s-]/g, "")].join(" ")} ` : text;
}

function prosody(node, how) {
  const rate = node.getAttribute("rate");
  const volume = node.getAttribute("volume");
  return {
    rate: how.rate * (RATES[rate] ?? (rate?.endsWith("%") ? Number.parseFloat(rate) / 100 : 1)),
    volume: VOLUMES[volume] ?? how.volume,
  };
}

function emphasis(node, how) {
  return { ...how, rate: how.rate * (node.getAttribute("level") === "reduced" ? 1.05 : 0.92) };
}

// Neighbours that are spoken in the same way become one piece.
function joined(found) {
  const all = [];
  for (const piece of found) {
    const last = all.at(-1);
    const same = last?.text !== undefined && piece.text !== undefined && last.rate === piece.rate && last.volume === piece.volume;
    if (same) last.text += piece.text;
    else all.push({ ...piece });
  }
  return all.map(tidy).filter((piece) => piece.pause > 0 || /[\p{L}\p{N}]/u.test(piece.text ?? ""));
}

function tidy(piece) {
  return piece.text === undefined ? piece : { ...piece, text: piece.text.replace(/\s+/g, " ").trim() };
}

function cut(all) {
  return all.flatMap((piece) => (piece.text?.length > LONGEST ? sentences(piece) : [piece]));
}

function sentences(piece) {
  const parts = [];
  for (const sentence of piece.text.match(/[^.!?]+[.!?]*\s*/g) ?? [piece.text]) {
    for (const part of sentence.length > LONGEST ? sentence.match(/.{1,180}(?:\s|$)|.{180}/g) : [sentence]) {
      if (parts.length && parts.at(-1).length + part.length <= LONGEST) parts[parts.length - 1] += part;
      else parts.push(part);
    }
  }
  return parts.map((text) => ({ ...piece, text: text.trim() }));
}
