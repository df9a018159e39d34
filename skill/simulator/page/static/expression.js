// The expressions of APL's data binding, `${viewport.width > 960 ? 'a' : payload.b}`, without eval.
// Grammar: Amazon, "APL data-binding expressions". Functions other than the few below give an empty value.

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(@?[A-Za-z_]\w*)|(\?\?|==|!=|<=|>=|&&|\|\||[-+*/%<>!?:().,[\]]))/y;
const LEVELS = [["??"], ["||"], ["&&"], ["==", "!="], ["<", ">", "<=", ">="], ["+", "-"], ["*", "/", "%"]];
const DOES = {
  "??": (a, b) => a ?? b(),
  "||": (a, b) => a || b(),
  "&&": (a, b) => a && b(),
  "==": (a, b) => a === b(),
  "!=": (a, b) => a !== b(),
  "<": (a, b) => a < b(),
  ">": (a, b) => a > b(),
  "<=": (a, b) => a <= b(),
  ">=": (a, b) => a >= b(),
  "+": (a, b) => a + b(),
  "-": (a, b) => a - b(),
  "*": (a, b) => a * b(),
  "/": (a, b) => a / b(),
  "%": (a, b) => a % b(),
};
const LITERALS = { true: true, false: false, null: null };
export const FUNCTIONS = {
  Math: { min: Math.min, max: Math.max, floor: Math.floor, ceil: Math.ceil, round: Math.round },
  String: {
    toUpperCase: (text) => String(text).toUpperCase(),
    toLowerCase: (text) => String(text).toLowerCase(),
    length: (text) => String(text).length,
    slice: (text, ...ends) => String(text).slice(...ends),
  },
  Array: { length: (items) => items?.length ?? 0 },
};

// A text with its `${…}` filled in; one that is nothing but an expression keeps the value's type.
export function bound(value, scope) {
  if (typeof value !== "string" || !value.includes("${")) return value;
  const whole = /^\$\{([^{}]*)\}$/.exec(value);
  if (whole) return evaluate(whole[1], scope);
  return value.replace(/\$\{([^{}]*)\}/g, (_, text) => evaluate(text, scope) ?? "");
}

export function evaluate(text, scope) {
  const all = tokens(text);
  let at = 0;
  const take = (value) => all[at]?.value === value && all[at].sign && ++at > 0;

  function choice() {
    const condition = level(0);
    if (!take("?")) return condition;
    const yes = choice();
    take(":");
    const no = choice();
    return condition ? yes : no;
  }

  function level(depth) {
    if (depth === LEVELS.length) return unary();
    let left = level(depth + 1);
    for (let sign; (sign = LEVELS[depth].find(take)); ) {
      const right = level(depth + 1);
      left = DOES[sign](left, () => right);
    }
    return left;
  }

  function unary() {
    if (take("!")) return !unary();
    if (take("-")) return -unary();
    return path(single());
  }

  function single() {
    if (take("(")) {
      const inner = choice();
      take(")");
      return inner;
    }
    const token = all[at++];
    if (!token || token.sign) return undefined;
    return token.name ? (token.value in LITERALS ? LITERALS[token.value] : scope(token.value)) : token.value;
  }

  function path(value) {
    for (;;) {
      if (take(".")) value = member(value, all[at++]?.value);
      else if (take("[")) {
        value = member(value, choice());
        take("]");
      } else if (take("(")) value = call(value);
      else return value;
    }
  }

  function call(value) {
    const given = [];
    while (at < all.length && !take(")")) {
      given.push(choice());
      take(",");
    }
    return typeof value === "function" ? value(...given) : undefined;
  }

  return choice();
}

// Only what the data itself holds, never what JavaScript adds to it.
function member(value, name) {
  return value !== null && typeof value === "object" && Object.hasOwn(value, name) ? value[name] : undefined;
}

function tokens(text) {
  const all = [];
  TOKEN.lastIndex = 0;
  for (let found; TOKEN.lastIndex < text.length && (found = TOKEN.exec(text)); ) {
    const [, number, single, double, name, sign] = found;
    if (number !== undefined) all.push({ value: Number(number) });
    else if (single !== undefined || double !== undefined) all.push({ value: (single ?? double).replace(/\\(.)/g, "$1") });
    else all.push({ value: name ?? sign, name: name !== undefined, sign: sign !== undefined });
  }
  return all;
}
