// structuredClone for what JSON-like data, dates, patterns, Maps, Sets, typed arrays and errors hold.
const refuseClone = (x) => { throw new $TypeError(`${typeof x === 'symbol' ? symbolText(x) : tagOf(x)} could not be cloned`); };
const cloned = (x, done) => {
  if (typeof x === 'function' || typeof x === 'symbol') refuseClone(x);
  if (x === null || typeof x !== 'object') return x;
  const before = mapGet(done, x);
  if (before !== undefined) return before;
  const made = (copy) => { mapSet(done, x, copy); return copy; };
  const filled = (copy) => {
    const names = ownNames(x, false);
    for (let i = 0; i < names.length; i++) {
      if (typeof names[i] === 'symbol') continue;
      const value = cloned(x[names[i]], done);
      defineProperty(copy, names[i], { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    }
    return copy;
  };
  if (isArray(x)) {
    const copy = [];
    copy.length = x.length;
    return filled(made(copy));
  }
  if (typedTag(x) !== undefined) return made(typedSlice(x));
  const held = sizeOf(x);
  if (held !== null) {
    const copy = made(held.name === 'Map' ? new $Map() : new $Set());
    held.each(x, (value, key) => {
      if (held.name === 'Map') mapSet(copy, cloned(key, done), cloned(value, done));
      else setAdd(copy, cloned(value, done));
    });
    return copy;
  }
  switch (tagOf(x)) {
    case 'Date': return made(new $Date(dateValue(x)));
    case 'RegExp': return made(new $RegExp(x.source, x.flags));
    case 'ArrayBuffer': return made(bufferSlice(x, 0));
    case 'Error': {
      const copy = made(new $Error(x.message));
      copy.name = x.name;
      return copy;
    }
    case 'Promise': case 'WeakMap': case 'WeakSet': case 'WeakRef': case 'Generator': return refuseClone(x);
  }
  return filled(made({}));
};
globals({ structuredClone: (value) => cloned(value, new $Map()) });
