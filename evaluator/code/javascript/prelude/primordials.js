// What the judge keeps for itself. A solution shares this realm and may patch what it likes, so everything that is used
// after it has run is a private reference taken here, before. No file of the prelude iterates, spreads into a call,
// or calls a method of a built-in object by its public name.
const { parse, stringify } = JSON;
const { isArray } = Array;
const { apply, construct, ownKeys, getPrototypeOf, setPrototypeOf } = Reflect;
const { create, defineProperty, getOwnPropertyDescriptor, is, prototype: plain } = Object;
const { floor, round, sqrt, min, max, trunc } = Math;
const $String = String, $Number = Number, $Promise = Promise, $Error = Error, $TypeError = TypeError, $Array = Array;
const $Map = Map, $Set = Set, $Date = Date, $RegExp = RegExp, $Symbol = Symbol, $ArrayBuffer = ArrayBuffer;
const { iterator: ITERATOR, asyncIterator: ASYNC_ITERATOR, toStringTag: TAG } = Symbol;
const $parseInt = parseInt, $parseFloat = parseFloat, $isNaN = isNaN;

const uncurry = Function.prototype.bind.bind(Function.prototype.call);
const getter = (prototype, name) => uncurry(getOwnPropertyDescriptor(prototype, name).get);
const slice = uncurry(String.prototype.slice);
const indexOf = uncurry(String.prototype.indexOf);
const lastIndexOf = uncurry(String.prototype.lastIndexOf);
const repeat = uncurry(String.prototype.repeat);
const padStart = uncurry(String.prototype.padStart);
const padEnd = uncurry(String.prototype.padEnd);
const charCode = uncurry(String.prototype.charCodeAt);
const toText = uncurry(plain.toString);
const isPrototypeOf = uncurry(plain.isPrototypeOf);
const hasOwn = uncurry(plain.hasOwnProperty);
const isEnumerable = uncurry(plain.propertyIsEnumerable);
const then = uncurry(Promise.prototype.then);
const resolved = Promise.resolve.bind(Promise);
const sourceOf = uncurry(Function.prototype.toString);
const numberText = uncurry(Number.prototype.toString);
const dateText = uncurry(Date.prototype.toISOString);
const dateValue = uncurry(Date.prototype.getTime);
const regexpText = uncurry(RegExp.prototype.toString);
const matches = uncurry(RegExp.prototype.exec);
const symbolText = uncurry(Symbol.prototype.toString);
const mapSize = getter(Map.prototype, 'size');
const mapEach = uncurry(Map.prototype.forEach);
const mapGet = uncurry(Map.prototype.get);
const mapSet = uncurry(Map.prototype.set);
const setSize = getter(Set.prototype, 'size');
const setEach = uncurry(Set.prototype.forEach);
const setAdd = uncurry(Set.prototype.add);
const typedLength = getter(getPrototypeOf(Uint8Array.prototype), 'length');
const typedTag = getter(getPrototypeOf(Uint8Array.prototype), TAG);
const typedSlice = uncurry(getPrototypeOf(Uint8Array.prototype).slice);
const bufferSlice = uncurry(ArrayBuffer.prototype.slice);
const milliseconds = Date.now;

// A list that no setter on Array.prototype can watch.
const put = (list, value) => {
  defineProperty(list, list.length, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
};
const globals = (names) => {
  const keys = ownKeys(names);
  for (let i = 0; i < keys.length; i++) {
    defineProperty(globalThis, keys[i], {
      __proto__: null, value: names[keys[i]], writable: true, enumerable: false, configurable: true,
    });
  }
};
const tagOf = (x) => slice(toText(x), 8, -1);
