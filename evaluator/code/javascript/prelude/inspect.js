// Values as Node's console prints them: depth 2, lines of 80, up to 100 items of a list.
const WIDTH = 80, COMPACT = 3, MOST_ITEMS = 100, MOST_LETTERS = 10000;
const IDENTIFIER = /^[a-zA-Z_][a-zA-Z_0-9]*$/;
const SHORT = { __proto__: null, 8: '\\b', 9: '\\t', 10: '\\n', 12: '\\f', 13: '\\r', 92: '\\\\' };

const HEX = '0123456789ABCDEF';

const quoted = (text) => {
  let mark = "'";
  if (indexOf(text, "'") >= 0) {
    if (indexOf(text, '"') < 0) mark = '"';
    else if (indexOf(text, '`') < 0 && indexOf(text, '${') < 0) mark = '`';
  }
  let said = '', from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = charCode(text, i);
    if (code > 31 && code !== 92 && code !== charCode(mark, 0) && (code < 127 || code > 159)) continue;
    const escaped = SHORT[code] ?? (code < 32 || code > 126 ? '\\x' + HEX[code >> 4] + HEX[code & 15] : '\\' + text[i]);
    said += slice(text, from, i) + escaped;
    from = i + 1;
  }
  return mark + said + slice(text, from) + mark;
};
const numeral = (x) => (is(x, -0) ? '-0' : $String(x));

const primitive = (view, x) => {
  switch (typeof x) {
    case 'number': return numeral(x);
    case 'bigint': return $String(x) + 'n';
    case 'symbol': return symbolText(x);
    case 'string': break;
    default: return $String(x);
  }
  let rest = '';
  if (x.length > MOST_LETTERS) {
    const more = x.length - MOST_LETTERS;
    rest = `... ${more} more character${more > 1 ? 's' : ''}`;
    x = slice(x, 0, MOST_LETTERS);
  }
  if (x.length <= 16 || x.length <= WIDTH - view.indent - 4) return quoted(x) + rest;
  let said = '', from = 0;
  while (from < x.length) {
    const found = indexOf(x, '\n', from), end = found < 0 ? x.length : found + 1;
    said += (from ? ` +\n${repeat(' ', view.indent + 2)}` : '') + quoted(slice(x, from, end));
    from = end;
  }
  return said + rest;
};

// The name of the nearest constructor, null for an object without a prototype.
const constructorOf = (x) => {
  for (let at = x; at !== null; at = getPrototypeOf(at)) {
    const own = getOwnPropertyDescriptor(at, 'constructor');
    if (own !== undefined && typeof own.value === 'function' && own.value.name !== '' && typeof own.value.name === 'string') {
      const { prototype } = own.value;
      if (prototype === at || (prototype !== null && typeof prototype === 'object' && isPrototypeOf(prototype, x)))
        return own.value.name;
    }
  }
  return null;
};
const prefixed = (maker, tag, fallback, size = '') => {
  const tagged = tag !== '' && tag !== maker ? `[${tag}] ` : '';
  return maker === null ? `[${fallback}${size}: null prototype] ${tagged}` : `${maker}${size} ${tagged}`;
};
const functionBase = (f, maker, tag) => {
  const source = sourceOf(f), named = typeof f.name === 'string' && f.name !== '';
  if (slice(source, 0, 5) === 'class') {
    const parent = getPrototypeOf(f);
    const heir = typeof parent === 'function' && parent.name ? ` extends ${parent.name}` : '';
    return `[class ${named ? f.name : '(anonymous)'}${heir}]`;
  }
  const kind = tagOf(f);
  const base = `[${kind}${named ? `: ${f.name}` : ' (anonymous)'}]`;
  return base + (maker !== kind && maker !== null ? ` ${maker}` : '') + (tag !== '' && tag !== maker ? ` [${tag}]` : '');
};

const isIndex = (key) => typeof key === 'string' && $String(key >>> 0) === key && key >>> 0 !== 4294967295;
const ownNames = (x, skipIndices) => {
  const all = ownKeys(x), names = [];
  for (let i = 0; i < all.length; i++)
    if (isEnumerable(x, all[i]) && !(skipIndices && isIndex(all[i]))) put(names, all[i]);
  return names;
};
const member = (view, x, key, level) => {
  const own = getOwnPropertyDescriptor(x, key);
  let said;
  if (own.get !== undefined) said = own.set !== undefined ? '[Getter/Setter]' : '[Getter]';
  else if (own.set !== undefined) said = '[Setter]';
  else {
    view.indent += 2;
    said = shown(view, own.value, level);
    view.indent -= 2;
  }
  if (typeof key === 'symbol') return `[${symbolText(key)}]: ${said}`;
  return `${matches(IDENTIFIER, key) ? key : quoted(key)}: ${said}`;
};
const item = (view, x, level) => {
  view.indent += 2;
  const said = shown(view, x, level);
  view.indent -= 2;
  return said;
};
const more = (count) => `... ${count} more item${count > 1 ? 's' : ''}`;

// What stands between the braces: the items of a list, Set or Map, before the object's own names.
const listed = (view, x, length, level) => {
  const output = [];
  let empty = 0, at = 0;
  const flush = () => {
    if (empty) put(output, `<${empty} empty item${empty > 1 ? 's' : ''}>`);
    empty = 0;
  };
  for (; at < length && output.length < MOST_ITEMS; at++) {
    if (hasOwn(x, at)) {
      flush();
      if (output.length === MOST_ITEMS) break;
      put(output, item(view, x[at], level));
    } else empty++;
  }
  flush();
  if (at < length) put(output, more(length - at));
  return output;
};
const collected = (view, x, size, each, level) => {
  const output = [];
  each(x, (value, key) => {
    if (output.length >= MOST_ITEMS) return;
    put(output, each === setEach ? item(view, value, level) : `${item(view, key, level)} => ${item(view, value, level)}`);
  });
  if (size > MOST_ITEMS) put(output, more(size - MOST_ITEMS));
  return output;
};

// Short items of a long list in columns: about as wide as high, at most 16 of them.
const grouped = (view, output, x) => {
  const cut = x !== undefined && x.length > MOST_ITEMS && output.length > MOST_ITEMS ? output.length - 1 : output.length;
  let total = 0, widest = 0;
  for (let i = 0; i < cut; i++) {
    total += output[i].length + 2;
    widest = max(widest, output[i].length);
  }
  const cell = widest + 2;
  if (!(cell * 3 + view.indent < WIDTH && (total / cell > 5 || widest <= 6))) return output;
  const biased = max(cell - 3 - sqrt(cell - total / output.length), 1);
  const across = min(round(sqrt(2.5 * biased * cut) / biased), floor((WIDTH - view.indent) / cell), COMPACT * 4, 15);
  if (across <= 1) return output;
  const widths = [], rows = [];
  for (let i = 0; i < across; i++) {
    let width = 0;
    for (let j = i; j < output.length; j += across) width = max(width, j < cut ? output[j].length : 0);
    put(widths, width + 2);
  }
  let pad = padStart;
  if (x !== undefined)
    for (let i = 0; i < output.length; i++) if (typeof x[i] !== 'number' && typeof x[i] !== 'bigint') pad = padEnd;
  for (let i = 0; i < cut; i += across) {
    const last = min(i + across, cut) - 1;
    let row = '';
    for (let j = i; j < last; j++) row += pad(`${output[j]}, `, widths[j - i], ' ');
    put(rows, row + (pad === padStart ? padStart(output[last], widths[last - i] - 2, ' ') : output[last]));
  }
  if (cut < output.length) put(rows, output[cut]);
  return rows;
};
const joined = (output, between) => {
  let said = '';
  for (let i = 0; i < output.length; i++) said += (i ? between : '') + output[i];
  return said;
};
const reduced = (view, output, base, open, close, isList, level, x) => {
  const count = output.length;
  if (isList && count > 6) output = grouped(view, output, x);
  const head = base === '' ? '' : base + ' ';
  if (view.current - level < COMPACT && count === output.length) {
    let length = output.length + (output.length + view.indent + open.length + base.length + 10);
    for (let i = 0; i < output.length; i++) length += output[i].length;
    const line = length <= WIDTH ? joined(output, ', ') : '\n';
    if (indexOf(line, '\n') < 0 && indexOf(base, '\n') < 0) return `${head}${open} ${line} ${close}`;
  }
  const indent = `\n${repeat(' ', view.indent)}`;
  return `${head}${open}${indent}  ${joined(output, `,${indent}  `)}${indent}${close}`;
};

const list = (x, name, length) => ({
  open: `${name}[`, close: ']', isList: true, length, items: (view, level) => listed(view, x, length, level),
});
const sizeOf = (x) => {
  try { return { name: 'Set', size: setSize(x), each: setEach }; } catch { /* not a Set */ }
  try { return { name: 'Map', size: mapSize(x), each: mapEach }; } catch { return null; }
};

// What is special about each kind of object: {open, close, base, items, isList}; `done` where nothing else is to say.
const parts = (x, names, maker, tag) => {
  const kind = tagOf(x);
  if (isArray(x)) {
    return list(x, maker !== 'Array' || tag !== '' ? prefixed(maker, tag, 'Array', `(${x.length})`) : '', x.length);
  }
  const typed = typedTag(x);
  if (typed !== undefined) {
    const length = typedLength(x);
    return list(x, prefixed(maker, tag, typed, `(${length})`), length);
  }
  const held = sizeOf(x);
  if (held !== null) {
    const { name, size, each } = held;
    return {
      open: `${prefixed(maker, tag, name, `(${size})`)}{`, close: '}', length: size,
      items: (view, level) => collected(view, x, size, each, level),
    };
  }
  if (typeof x === 'function') return { base: functionBase(x, maker, tag) };
  switch (kind) {
    case 'Arguments': return { open: '[Arguments] {', close: '}', length: 0 };
    case 'RegExp': return { base: regexpText(x) };
    case 'Date': return { base: $isNaN(dateValue(x)) ? 'Invalid Date' : dateText(x) };
    case 'Error': return { base: described(x) };
    case 'Number': case 'String': case 'Boolean':
      return { base: `[${kind}: ${primitive({ indent: 0 }, x.valueOf())}]` };
    case 'WeakSet': case 'WeakMap':
      return { open: `${prefixed(maker, tag, kind)}{`, close: '}', length: 1, items: () => ['<items unknown>'] };
  }
  if (maker === 'Object' && tag === '') return { open: '{', close: '}', length: 0 };
  return { open: `${prefixed(maker, tag, 'Object')}{`, close: '}', length: 0 };
};

const shown = (view, x, level) => {
  if (x === null || (typeof x !== 'object' && typeof x !== 'function')) return primitive(view, x);
  for (let at = view.seen; at; at = at.up) if (at.x === x) return `[Circular *${(at.number ||= ++view.circles)}]`;
  const maker = constructorOf(x);
  let tag = x[TAG];
  if (typeof tag !== 'string' || tag === '' || tag === maker) tag = '';
  const names = ownNames(x, isArray(x) || typedTag(x) !== undefined || tagOf(x) === 'String');
  const { open = '{', close = '}', base = '', items, isList = false, length = 0 } = parts(x, names, maker, tag);
  if (length === 0 && names.length === 0) return base || open + close;
  if (level > view.depth) return `[${slice(prefixed(maker, tag, 'Object'), 0, -1)}]`;
  level++;
  view.current = level;
  const here = { x, up: view.seen, number: 0 };
  view.seen = here;
  const output = items ? items(view, level) : [];
  for (let i = 0; i < names.length; i++) put(output, member(view, x, names[i], level));
  view.seen = here.up;
  const ref = here.number ? `<ref *${here.number}>` : '';
  return reduced(view, output, ref && base ? `${ref} ${base}` : ref || base, open, close, isList, level, isList ? x : undefined);
};
const inspect = (x, depth = 2) => shown({ depth, indent: 0, current: 0, seen: null, circles: 0 }, x, 0);

const isPlainText = (x) => {
  // Its own toString, or its class's, is what %s prints.
  for (let at = x; at !== null; at = getPrototypeOf(at)) if (hasOwn(at, 'toString')) return at !== plain && !isArray(x);
  return false;
};
const placed = (letter, x) => {
  switch (letter) {
    case 's':
      if (typeof x === 'string') return x;
      if (typeof x !== 'object' || x === null) return primitive({ indent: 0 }, x);
      return isPlainText(x) && constructorOf(x) !== 'Date' ? $String(x) : inspect(x, 0);
    case 'd': return typeof x === 'bigint' ? $String(x) + 'n' : typeof x === 'symbol' ? 'NaN' : numeral($Number(x));
    case 'i': return typeof x === 'bigint' ? $String(x) + 'n' : typeof x === 'symbol' ? 'NaN' : numeral($parseInt(x));
    case 'f': return typeof x === 'symbol' ? 'NaN' : numeral($parseFloat(x));
    case 'j': try { return stringify(x) ?? 'undefined'; } catch { return '[Circular]'; }
    case 'o': return inspect(x, 4);
    case 'O': return inspect(x);
    case 'c': return '';
  }
};
// The arguments of console.log as one text, % places in the first filled as Node fills them.
const format = (values) => {
  let said = '', used = 0;
  if (values.length > 0 && typeof values[0] === 'string') {
    const pattern = values[0];
    used = 1;
    let from = 0;
    for (let at = values.length > 1 ? indexOf(pattern, '%') : -1; at >= 0; at = indexOf(pattern, '%', at)) {
      const letter = pattern[at + 1];
      if (letter === '%') {
        said += slice(pattern, from, at) + '%';
        from = at += 2;
      } else if (used < values.length && letter !== undefined && indexOf('sdifjoOc', letter) >= 0) {
        said += slice(pattern, from, at) + placed(letter, values[used++]);
        from = at += 2;
      } else at++;
    }
    said += slice(pattern, from);
  }
  for (let i = used; i < values.length; i++)
    said += (i ? ' ' : '') + (typeof values[i] === 'string' ? values[i] : inspect(values[i]));
  return said;
};
