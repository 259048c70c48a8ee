// stdin and `readline`. Text is always given as strings, all of it in one chunk.
let input = '', at = 0;
const rest = () => {
  const text = slice(input, at);
  at = input.length;
  return text;
};
// The next line without its end, null when there is none.
const nextLine = () => {
  if (at >= input.length) return null;
  const found = indexOf(input, '\n', at), end = found < 0 ? input.length : found;
  const line = slice(input, at, end > at && input[end - 1] === '\r' ? end - 1 : end);
  at = found < 0 ? end : end + 1;
  return line;
};
const whole = (next, close) => ({
  next: async () => {
    const value = next();
    if (value === null) close();
    return { value: value ?? undefined, done: value === null };
  },
  return: async (value) => { close(); return { value, done: true }; },
  [ASYNC_ITERATOR]() { return this; },
});

const Input = class ReadStream extends Emitter {
  fd = 0;
  isTTY = false;
  #flowing = false;
  #flow() {
    if (this.#flowing) return;
    this.#flowing = true;
    soon(() => {
      if (this.listenerCount('readable') > 0) this.emit('readable');
      if (this.listenerCount('data') > 0 && at < input.length) this.emit('data', rest());
      this.emit('end');
      this.emit('close');
    });
  }
  on(name, f) {
    super.on(name, f);
    if (name === 'data' || name === 'readable') this.#flow();
    return this;
  }
  once(name, f) {
    super.once(name, f);
    if (name === 'data' || name === 'readable') this.#flow();
    return this;
  }
  read() { return at < input.length ? rest() : null; }
  resume() { this.#flow(); return this; }
  pause() { return this; }
  setEncoding() { return this; }
  unref() { return this; }
  destroy() { return this; }
  [ASYNC_ITERATOR]() { return whole(() => this.read(), () => {}); }
};
const stdin = new Input();

const Output = class WriteStream extends Emitter {
  isTTY = false;
  #write;
  constructor(fd, write) {
    super();
    this.fd = fd;
    this.#write = write;
  }
  write(text, encoding, done) {
    this.#write($String(text));
    done = typeof encoding === 'function' ? encoding : done;
    if (typeof done === 'function') soon(done);
    return true;
  }
  end(text, encoding, done) {
    if (text !== undefined && typeof text !== 'function') this.write(text);
    const last = typeof text === 'function' ? text : typeof encoding === 'function' ? encoding : done;
    if (typeof last === 'function') soon(last);
    return this;
  }
};
const stdout = new Output(1, write), stderr = new Output(2, writeError);

const Interface = class Interface extends Emitter {
  closed = false;
  #prompt = '> ';
  #output;
  #asked = null;
  #paused = false;
  constructor({ output, prompt } = {}) {
    super();
    this.#output = output;
    if (prompt !== undefined) this.#prompt = prompt;
    this.#wake();
  }
  #wake() { soon(() => this.#pump()); }
  // Lines go to a question that waits, or to listeners; with neither they are kept for who comes later.
  #pump() {
    while (!this.closed && !this.#paused) {
      const asked = this.#asked;
      if (asked === null && this.listenerCount('line') === 0 && at < input.length) return;
      const line = nextLine();
      if (line === null) return this.close();
      this.#asked = null;
      if (asked !== null) asked(line); else this.emit('line', line);
    }
  }
  on(name, f) {
    super.on(name, f);
    if (name === 'line') this.#wake();
    return this;
  }
  once(name, f) {
    super.once(name, f);
    if (name === 'line') this.#wake();
    return this;
  }
  question(text, options, answer = options) {
    if (this.closed) throw new $Error('readline was closed: there is no more input');
    if (this.#output) this.#output.write(text);
    this.#asked = answer;
    this.#wake();
  }
  setPrompt(text) { this.#prompt = $String(text); }
  getPrompt() { return this.#prompt; }
  prompt() { if (this.#output) this.#output.write(this.#prompt); }
  write() {}
  pause() { this.#paused = true; return this; }
  resume() { this.#paused = false; this.#wake(); return this; }
  close() {
    if (this.closed) return;
    this.closed = true;
    this.emit('close');
  }
  [ASYNC_ITERATOR]() { return whole(() => (this.closed ? null : nextLine()), () => this.close()); }
};
const PromiseInterface = class Interface2 extends Interface {
  question(text) { return new $Promise((resolve) => { super.question(text, resolve); }); }
};
defineProperty(PromiseInterface, 'name', { __proto__: null, value: 'Interface' });
const interfaces = (Made) => (options, output) =>
  new Made(options && options.input === undefined && options instanceof Input ? { input: options, output } : options);
