// Draws an APL document as a screen would: Container, Frame, Text, ScrollView, Sequence, Image and TouchWrapper, with
// resources, styles, layouts, `when` and data binding. Lengths are dp; the whole is drawn in dp and scaled to its place.

import { element } from "./dom.js";
import { bound, FUNCTIONS } from "./expression.js";

// Sizes: Amazon, "Viewport profiles". Each is one device of its profile.
export const VIEWPORTS = {
  hub: { width: 1280, height: 800, shape: "rectangle" },
  small: { width: 960, height: 480, shape: "rectangle" },
  round: { width: 480, height: 480, shape: "round" },
};

const DIRECTIONS = { column: "column", row: "row", columnReverse: "column-reverse", rowReverse: "row-reverse" };
const ENDS = { start: "flex-start", end: "flex-end", center: "center", stretch: "stretch", baseline: "baseline", spaceBetween: "space-between", spaceAround: "space-around" };
const SCALES = { none: "none", fill: "fill", "best-fill": "cover", "best-fit": "contain", "best-fit-down": "scale-down" };
const LENGTHS = {
  width: "width", height: "height", minWidth: "minWidth", minHeight: "minHeight", maxWidth: "maxWidth", maxHeight: "maxHeight",
  left: "left", top: "top", right: "right", bottom: "bottom", padding: "padding", paddingLeft: "paddingLeft",
  paddingRight: "paddingRight", paddingTop: "paddingTop", paddingBottom: "paddingBottom", borderRadius: "borderRadius",
  borderWidth: "borderWidth", fontSize: "fontSize", letterSpacing: "letterSpacing",
};
const PLAIN = { color: "color", backgroundColor: "backgroundColor", borderColor: "borderColor", fontWeight: "fontWeight", fontStyle: "fontStyle", lineHeight: "lineHeight", grow: "flexGrow", shrink: "flexShrink", position: "position", opacity: "opacity", textAlign: "textAlign", display: "display" };

// The document with its data sources, as an element of the viewport's size in CSS pixels.
export function draw(directive, profile) {
  const viewport = { ...VIEWPORTS[profile], theme: directive.document.theme ?? "dark", mode: "hub", dpi: 160 };
  const drawing = new Drawing(directive.document, viewport);
  const stage = element("div", { class: "apl" });
  Object.assign(stage.style, { width: `${viewport.width}px`, height: `${viewport.height}px` });
  const template = directive.document.mainTemplate ?? {};
  const data = directive.datasources ?? {};
  const [first] = template.parameters ?? [];
  const values = { payload: data, ...data, ...(first === "payload" || !first ? {} : { [first]: data[first] ?? data }) };
  const made = drawing.items(template.items ?? template.item, (name) => values[name])[0];
  if (made) stage.append(made);
  return stage;
}

class Drawing {
  constructor(document, viewport) {
    this.document = document;
    this.viewport = viewport;
    const known = { viewport, environment: { agentName: "simulator" }, ...FUNCTIONS };
    this.resources = {};
    this.base = (name) => (name.startsWith("@") ? this.resource(name) : known[name]);
    for (const block of document.resources ?? []) {
      if (block.when !== undefined && !bound(block.when, this.base)) continue;
      for (const kind of ["dimensions", "colors", "strings", "numbers", "booleans", "dimension", "color", "string", "number", "boolean"]) Object.assign(this.resources, block[kind]);
    }
  }

  resource(name) {
    return this.value(this.resources[name.slice(1)], this.base);
  }

  value(raw, scope) {
    const found = bound(raw, scope);
    return typeof found === "string" && /^@\w+$/.test(found) ? this.resource(found) : found;
  }

  // Of several items without data the first whose `when` holds is drawn, or all of them in a Container.
  items(raw, outer, all = false) {
    const list = raw === undefined ? [] : [raw].flat();
    const scope = (name) => outer(name) ?? this.base(name);
    const fit = list.filter((item) => item.when === undefined || this.value(item.when, scope));
    return (all ? fit : fit.slice(0, 1)).map((item) => this.one(item, scope)).filter(Boolean);
  }

  one(item, scope) {
    const layout = this.document.layouts?.[item.type];
    if (layout) return this.layout(layout, item, scope);
    const get = (name) => this.value(item[name] ?? this.styled(item.style, name, scope), scope);
    const paint = PAINTERS[item.type];
    const made = paint ? paint(this, item, get, scope) : element("div", { class: "apl-unknown" }, item.type ?? "?");
    this.look(made, get);
    return made;
  }

  layout(layout, item, scope) {
    const given = {};
    for (const parameter of layout.parameters ?? []) {
      const { name, default: usual } = typeof parameter === "string" ? { name: parameter } : parameter;
      given[name] = this.value(item[name] ?? usual, scope);
    }
    return this.items(layout.item ?? layout.items, (name) => (name in given ? given[name] : scope(name)))[0];
  }

  styled(style, name, scope) {
    const found = this.document.styles?.[this.value(style, scope)];
    if (!found) return undefined;
    const values = [found.values ?? found.value ?? []].flat().filter((block) => block.when === undefined || this.value(block.when, scope));
    const own = values.findLast((block) => block[name] !== undefined)?.[name];
    return own ?? [found.extend ?? found.extends ?? []].flat().map((parent) => this.styled(parent, name, scope)).find((value) => value !== undefined);
  }

  look(made, get) {
    for (const [name, css] of Object.entries(LENGTHS)) {
      const value = get(name);
      if (value !== undefined) made.style[css] = this.length(value);
    }
    for (const [name, css] of Object.entries(PLAIN)) {
      const value = get(name);
      if (value !== undefined && value !== "auto") made.style[css] = value;
    }
    if (get("borderWidth") !== undefined) made.style.borderStyle = "solid";
    if (get("alignSelf")) made.style.alignSelf = ENDS[get("alignSelf")] ?? "";
    const spacing = get("spacing");
    if (spacing !== undefined) made.dataset.spacing = this.length(spacing);
    if (get("accessibilityLabel")) made.setAttribute("aria-label", get("accessibilityLabel"));
  }

  length(value) {
    if (typeof value === "number") return `${value}px`;
    const [, number, unit] = /^(-?[\d.]+)(dp|px|vw|vh|%)?$/.exec(String(value)) ?? [];
    if (number === undefined) return String(value);
    if (unit === "vw") return `${(Number(number) * this.viewport.width) / 100}px`;
    if (unit === "vh") return `${(Number(number) * this.viewport.height) / 100}px`;
    return unit === "%" ? `${number}%` : `${number}px`;
  }

  several(item, scope) {
    const raw = item.items ?? item.item;
    const data = item.data === undefined ? null : this.value(item.data, scope);
    const between = data
      ? data.flatMap((each, index) => this.items(raw, (name) => ({ data: each, index, ordinal: index + 1, length: data.length })[name] ?? scope(name)))
      : this.items(raw, scope, true);
    return [...this.items(item.firstItem, scope), ...between, ...this.items(item.lastItem, scope)];
  }
}

function stacked(drawing, item, get, scope, direction) {
  const box = element("div", { class: "apl-box" });
  Object.assign(box.style, { flexDirection: direction, alignItems: ENDS[get("alignItems")] ?? "stretch", justifyContent: ENDS[get("justifyContent")] ?? "flex-start", flexWrap: get("wrap") === "wrap" ? "wrap" : "nowrap" });
  const side = direction.startsWith("row") ? "marginLeft" : "marginTop";
  for (const [index, child] of drawing.several(item, scope).entries()) {
    if (index && child.dataset.spacing) child.style[side] = child.dataset.spacing;
    box.append(child);
  }
  return box;
}

const single = (name) => (drawing, item, _, scope) => element("div", { class: name, ...(name === "apl-scroll" ? { tabindex: "0", role: "group", "aria-label": "Screen, scrollable" } : {}) }, ...drawing.items(item.item ?? item.items, scope));

const PAINTERS = {
  Container: (drawing, item, get, scope) => stacked(drawing, item, get, scope, DIRECTIONS[get("direction")] ?? "column"),
  Sequence: (drawing, item, get, scope) => {
    const box = stacked(drawing, item, get, scope, get("scrollDirection") === "horizontal" ? "row" : "column");
    box.classList.add("apl-scroll");
    box.tabIndex = 0;
    return box;
  },
  Frame: single("apl-frame"),
  TouchWrapper: single("apl-frame"),
  ScrollView: single("apl-scroll"),
  Text: (_, __, get) => text(get),
  Image: (_, __, get) => {
    const image = element("img", { src: get("source") ?? "", alt: get("accessibilityLabel") ?? "" });
    image.style.objectFit = SCALES[get("scale")] ?? "contain";
    return image;
  },
};

// Text with the little markup that APL knows: b, i, u and br.
function text(get) {
  const box = element("div", { class: "apl-text" });
  let place = box;
  for (const part of String(get("text") ?? "").split(/(<\/?(?:b|strong|i|em|u)>|<br\s*\/?>|\n)/i)) {
    const tag = /^<(\/?)(\w+)/.exec(part);
    if (part === "\n" || tag?.[2].toLowerCase() === "br") place.append(element("br"));
    else if (tag && !tag[1]) place.append((place = element(tag[2].toLowerCase())));
    else if (tag) place = place.parentElement ?? box;
    else place.append(part);
  }
  const lines = get("maxLines");
  if (lines) {
    box.classList.add("apl-lines");
    box.style.webkitLineClamp = lines;
  }
  return box;
}
