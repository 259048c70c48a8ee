// EventEmitter of `events`, on which stdin and readline stand.
const Emitter = class EventEmitter {
  #listeners = create(null);
  #keep(name, f, once, first = false) {
    if (typeof f !== 'function') throw new $TypeError('a listener must be a function');
    const old = this.#listeners[name] ?? [], list = [];
    if (first) put(list, { f, once });
    for (let i = 0; i < old.length; i++) put(list, old[i]);
    if (!first) put(list, { f, once });
    this.#listeners[name] = list;
    return this;
  }
  on(name, f) { return this.#keep(name, f, false); }
  addListener(name, f) { return this.on(name, f); }
  once(name, f) { return this.#keep(name, f, true); }
  prependListener(name, f) { return this.#keep(name, f, false, true); }
  off(name, f) {
    const old = this.#listeners[name] ?? [], list = [];
    let gone = false;
    for (let i = 0; i < old.length; i++) {
      if (!gone && old[i].f === f) gone = true; else put(list, old[i]);
    }
    this.#listeners[name] = list;
    return this;
  }
  removeListener(name, f) { return this.off(name, f); }
  removeAllListeners(name) {
    if (name === undefined) this.#listeners = create(null); else this.#listeners[name] = [];
    return this;
  }
  emit(name, ...args) {
    const list = this.#listeners[name] ?? [];
    if (list.length === 0 && name === 'error') throw args[0];
    for (let i = 0; i < list.length; i++) {
      if (list[i].once) this.off(name, list[i].f);
      apply(list[i].f, this, args);
    }
    return list.length > 0;
  }
  listenerCount(name) { return (this.#listeners[name] ?? []).length; }
  listeners(name) {
    const list = this.#listeners[name] ?? [], found = [];
    for (let i = 0; i < list.length; i++) put(found, list[i].f);
    return found;
  }
  setMaxListeners() { return this; }
};
Emitter.EventEmitter = Emitter;
Emitter.once = (emitter, name) => new $Promise((resolve) => { emitter.once(name, (...args) => resolve(args)); });
