// A returned value as JSON text, refusing what JSON.stringify would silently change.
const refused = (what, instead) => new $TypeError(`returned ${what}${instead}`);
// Where in the value `path` leads: [2].name
const place = (path) => {
  let said = '';
  for (let p = path; p; p = p.up) {
    if (typeof p.key === 'number') said = `[${p.key}]` + said;
    else if (p.key !== undefined) said = (matches(IDENTIFIER, p.key) ? `.${p.key}` : `[${quoted(p.key)}]`) + said;
  }
  return said === '' ? '' : ` at ${slice(said, 0, 100)}`;
};
const INSTEAD = {
  __proto__: null,
  Set: '[...set]', Map: '[...map], or Object.fromEntries(map)', Date: 'date.toISOString()', Promise: 'await it',
  'Set Iterator': '[...iterator]', 'Map Iterator': '[...iterator]', 'Array Iterator': '[...iterator]',
  Generator: '[...generator]',
};
const encode = (x, path) => {
  switch (typeof x) {
    case 'string': return stringify(x);
    case 'boolean': return x ? 'true' : 'false';
    case 'number': return x === Infinity ? 'Infinity' : x === -Infinity ? '-Infinity' : x !== x ? 'NaN' : $String(x);
    case 'undefined': throw refused('undefined', path ? ` inside the value${place(path)}` : '; is a return missing?');
    case 'bigint': throw refused('a BigInt', `${place(path)}; return Number(x) instead`);
    case 'function': case 'symbol': throw refused(`a ${typeof x}`, `${place(path)}, which is not a JSON value`);
  }
  if (x === null) return 'null';
  for (let p = path; p; p = p.up) if (p.at === x) throw refused('a value that contains itself', '');
  const here = { __proto__: null, at: x, up: path, key: undefined, depth: path ? path.depth + 1 : 1 };
  if (here.depth > MOST_DEEP) throw refused(`a value nested more than ${MOST_DEEP} deep`, '');
  let text = '';
  const typed = typedTag(x);
  if (typed !== undefined || isArray(x)) {
    const length = typed !== undefined ? typedLength(x) : x.length;
    for (let i = 0; i < length; i++) {
      here.key = i;
      text += (i ? ',' : '') + encode(x[i], here);
      if (text.length > VALUE_LIMIT) throw LONG;
    }
    return '[' + text + ']';
  }
  const kind = tagOf(x), held = sizeOf(x);
  if (held !== null || kind in INSTEAD || MADE_OF[kind]) {
    const name = held !== null ? held.name : kind;
    const instead = INSTEAD[name] ?? 'a plain object or an array';
    throw refused(`a ${name}`, `${place(path)}; ${instead === 'await it' ? instead : `return ${instead} instead`}`);
  }
  const names = ownNames(x, false);
  let count = 0;
  for (let i = 0; i < names.length; i++) {
    if (typeof names[i] === 'symbol') continue;
    here.key = names[i];
    text += (count++ ? ',' : '') + stringify(names[i]) + ':' + encode(x[names[i]], here);
    if (text.length > VALUE_LIMIT) throw LONG;
  }
  return '{' + text + '}';
};
// Objects whose names do not hold what they are.
const MADE_OF = {
  __proto__: null, Error: true, RegExp: true, Number: true, String: true, Boolean: true, BigInt: true, Symbol: true,
  WeakMap: true, WeakSet: true, WeakRef: true, ArrayBuffer: true, DataView: true,
};
const VALUE_LIMIT = 1000000, MOST_DEEP = 1000;
const LONG = new $Error(`the returned value is longer than ${VALUE_LIMIT} characters as JSON`);

const callable = (x, name) => typeof x === 'object' && x !== null && typeof x[name] === 'function';
const isIterator = (x) => callable(x, 'next') && callable(x, ITERATOR);
const isAsyncIterator = (x) => callable(x, 'next') && callable(x, ASYNC_ITERATOR);
// A list without a prototype, to which items can be put fast and unwatched.
const bare = () => {
  const items = [];
  setPrototypeOf(items, null);
  return items;
};
const drained = (iterator) => {
  const items = bare();
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    items[items.length] = step.value;
    if (items.length > VALUE_LIMIT / 2) throw LONG;
  }
  return items;
};
const drainedAsync = async (iterator) => {
  const items = bare();
  for (let step = await iterator.next(); !step.done; step = await iterator.next()) {
    items[items.length] = step.value;
    if (items.length > VALUE_LIMIT / 2) throw LONG;
  }
  return items;
};
