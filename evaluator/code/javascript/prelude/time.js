// Timers in virtual time: one fires when nothing else is left to do, the earliest first, and the clock jumps to it.
const now = performance.now.bind(performance);
let timers = null, serial = 0;

const Timeout = class Timeout {
  #entry;
  constructor(entry) { this.#entry = entry; }
  ref() { return this; }
  unref() { return this; }
  hasRef() { return true; }
  [Symbol.toPrimitive]() { return this.#entry.id; }
};
// Kept in the order in which they are due; of those due together the first set is the first to fire.
const enqueue = (entry) => {
  let before = null, at = timers;
  while (at !== null && at.due <= entry.due) at = (before = at).next;
  entry.next = at;
  if (before === null) timers = entry; else before.next = entry;
};
const schedule = (f, delay, args, every) => {
  if (typeof f !== 'function') throw new $TypeError('a timer needs a function to call');
  delay = trunc($Number(delay)) || 0;
  if (delay < 1 || delay > 2147483647) delay = 1;
  const entry = { __proto__: null, id: ++serial, due: now() + delay, f, args, every: every ? delay : 0, next: null };
  entry.handle = new Timeout(entry);
  enqueue(entry);
  return entry.handle;
};
// Runs `f` after what is being done, in the program's own turn.
const soon = (f) => enqueue({ __proto__: null, id: ++serial, due: now(), f, args: [], every: 0, next: null });
const cancel = (handle) => {
  for (let before = null, at = timers; at !== null; before = at, at = at.next) {
    if (at.handle !== handle && at.id !== handle) continue;
    if (before === null) timers = at.next; else before.next = at.next;
    at.every = 0;
    return;
  }
  // An interval that cancels itself has already left the queue.
  if (firing !== null && (firing.handle === handle || firing.id === handle)) firing.every = 0;
};
let firing = null;
// How many milliseconds there are to the next timer, if any; one that is due is fired.
const fire = () => {
  const entry = timers, wait = entry.due - now();
  if (wait > 0) return wait;
  timers = entry.next;
  firing = entry;
  try { apply(entry.f, undefined, entry.args); } finally {
    firing = null;
    if (entry.every) {
      entry.due = now() + entry.every;
      enqueue(entry);
    }
  }
  return 0;
};
const microtask = (f) => {
  if (typeof f !== 'function') throw new $TypeError('queueMicrotask needs a function to call');
  then(resolved(), () => f(), undefined);
};
const setTimer = (f, delay, ...args) => schedule(f, delay, args, false);
const setImmediately = (f, ...args) => schedule(f, 0, args, false);
const delayed = (delay, value) => new $Promise((resolve) => { schedule(resolve, delay, [value], false); });

globals({
  setTimeout: setTimer, clearTimeout: cancel, clearInterval: cancel, clearImmediate: cancel,
  setInterval: (f, delay, ...args) => schedule(f, delay, args, true), setImmediate: setImmediately,
  queueMicrotask: (f) => watched(() => microtask(() => watched(f))),
});
