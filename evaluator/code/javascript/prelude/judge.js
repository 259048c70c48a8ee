// The judge's own side: replies in the form that evaluator/code/reply.py reads, errors as learners read them, and what
// the service calls.
const TEXT_LIMIT = 4000, WORDS_LIMIT = 1500, MOST_FRAMES = 10, FILE = 'eval_script:';
const TOO_DEEP = 'RangeError: Maximum call stack size exceeded: the recursion is too deep';
let entry = null;
let settled = null;

const reply = (kind, error, value) => {
  const said = error === null ? '' : `,"error":${stringify(slice(error, 0, TEXT_LIMIT))}`;
  const text = `{"kind":"${kind}","out":${stringify(out)}${said}}\n${value}`;
  out = '';
  return text;
};
// The solution's own lines of a stack, innermost first.
const frames = (stack) => {
  let lines = '', count = 0;
  for (let from = 0; from < stack.length && count < MOST_FRAMES; ) {
    const found = indexOf(stack, '\n', from), end = found < 0 ? stack.length : found;
    const line = slice(stack, from, end), named = indexOf(line, FILE);
    from = end + 1;
    if (named < 0) continue;
    const head = slice(line, 0, named);
    lines += '\n' + (head === '    at <eval> (' ? '    at top level (' : head) + 'solution.js:' + slice(line, named + FILE.length);
    count++;
  }
  return lines;
};
const cut = (text) => (text.length > WORDS_LIMIT ? slice(text, 0, WORDS_LIMIT) + '…' : text);
// An error in words with the lines it came from, or only in words.
const described = (e, bare = false) => {
  try {
    if (typeof e !== 'object' || e === null) return cut(typeof e === 'string' ? e : inspect(e));
    const { stack } = e;
    if (typeof stack !== 'string') return cut(tagOf(e) === 'Object' && !isPlainText(e) ? inspect(e) : $String(e));
    const words = $String(e);
    if (words === 'InternalError: interrupted') return TOO_DEEP + frames(stack);
    return cut(words) + (bare ? '' : frames(stack));
  } catch { return 'the error could not be shown'; }
};
const exited = () => {
  const code = ended !== null ? ended.code : trunc($Number(program.exitCode)) || 0;
  return code === 0 ? reply('OK', null, '') : reply('RTE', `the program ended with exit code ${code}`, '');
};
const failed = (e, verdict = 'RTE', bare = false) => {
  if (over) return reply('OLE', tooMuch(), '');
  if (e === LONG) return reply('OLE', e.message, '');
  if (ended !== null) return kind === 'program' ? exited() : reply(verdict, 'process.exit was called before there was a result', '');
  const text = described(e, bare);
  return indexOf(text, 'InternalError: out of memory') === 0 ? reply('MLE', 'out of memory', '') : reply(verdict, text, '');
};
const broken = (e) => failed(e, 'CE');

// The first error that nobody caught ends the run.
const crash = (e, how = '') => {
  if (settled !== null) return;
  settled = failed(e);
  if (how && slice(settled, 0, 13) === '{"kind":"RTE"') settled = reply('RTE', how + described(e), '');
};
const watched = (f) => { try { f(); } catch (e) { crash(e); } };

const isPromise = (x) => typeof x === 'object' && x !== null && isPrototypeOf($Promise.prototype, x);
const finish = (x) => {
  try {
    const value = encode(isIterator(x) ? drained(x) : x, null);
    if (over) return failed(null);
    return value.length > VALUE_LIMIT ? failed(LONG) : reply('OK', null, value);
  } catch (e) { return failed(e, 'RTE', tagOf(e) === 'Error' && e instanceof $TypeError && frames(e.stack) === ''); }
};
const finishLater = async (x) => {
  try {
    x = await x;
    settled = finish(isAsyncIterator(x) ? await drainedAsync(x) : x);
  } catch (e) { settled = failed(e); }
  return settled;
};

const methodsOf = (x) => {
  let said = '';
  for (let at = x; at !== null && at !== plain; at = getPrototypeOf(at)) {
    const names = ownKeys(at);
    for (let i = 0; i < names.length; i++) {
      if (typeof names[i] === 'symbol' || names[i] === 'constructor') continue;
      const { value } = getOwnPropertyDescriptor(at, names[i]);
      if (typeof value === 'function') said += (said ? ', ' : '') + names[i];
    }
  }
  return said;
};
const invoked = (x, name, args) => {
  const method = x[name];
  if (typeof method === 'function') return apply(method, x, args);
  const there = methodsOf(x);
  throw new $TypeError(`there is no method named ${name}; ${there ? `the methods here are ${slice(there, 0, 500)}` : 'there are no methods here'}`);
};
const callAll = async ({ args, calls }) => {
  try {
    const x = construct(entry, args), results = [];
    for (let i = 0; i < calls.length; i++) {
      let value = invoked(x, calls[i][0], calls[i][1]);
      if (isPromise(value)) value = await value;
      if (isAsyncIterator(value)) value = await drainedAsync(value); else if (isIterator(value)) value = drained(value);
      put(results, value === undefined ? null : value);
    }
    settled = finish(results);
  } catch (e) { settled = failed(e); }
};

// What follows is called by guest.py. Every answer is a reply's text, or nothing while there is more to do.
const begin = (wanted) => {
  kind = wanted;
  return '';
};
const bind = (x, name) => {
  if (over || ended !== null) return broken(null);
  const { exports } = own;
  if (x === undefined && exports !== null && (typeof exports === 'object' || typeof exports === 'function')) {
    x = exports[name] ?? exports.default;
    if (x === undefined && typeof exports === 'function') x = exports;
  }
  if (x === undefined) return '';
  entry = x;
  if (typeof x !== 'function') return reply('CE', `${name} is ${x === null ? 'null' : `a ${typeof x}`}, not a ${kind}`, '');
  // What the top level printed is kept, and comes out with the first call.
  return '{"kind":"OK","out":""}\n';
};
const call = (text) => {
  settled = null;
  if (kind === 'class') {
    callAll(parse(text));
    return '';
  }
  try {
    const x = apply(entry, undefined, parse(text));
    if (!isPromise(x) && !isAsyncIterator(x)) return finish(x);
    finishLater(x);
    return '';
  } catch (e) { return failed(e); }
};
const read = (text) => {
  input = parse(text);
  return '';
};
// The promise of a program's end, whose value may be one more: that of an async function called last.
let running = false;
const run = (promise) => {
  running = true;
  then(promise, ({ value }) => {
    running = false;
    if (isPromise(value)) then(value, undefined, (e) => crash(e, 'a promise was rejected and nobody caught it: '));
  }, (e) => crash(e));
  return '';
};
// After all jobs have run: the reply, or how many milliseconds nothing happens, or nothing when a timer has fired.
const step = () => {
  if (settled === null && ended === null && timers !== null) {
    try {
      const wait = fire();
      return wait > 0 ? $String(floor(wait) + 1) : '';
    } catch (e) { crash(e); }
  }
  const last = settled;
  settled = timers = null;
  if (last !== null) return last;
  if (kind !== 'program') return failed(new Unsettled('the returned promise never settles'), 'RTE', true);
  if (over) return failed(null);
  if (running && ended === null) return reply('RTE', 'the program waits for a promise that never settles', '');
  return exited();
};
const Unsettled = class extends $Error { toString() { return this.message; } };
return [broken, begin, bind, call, read, run, step, failed];
