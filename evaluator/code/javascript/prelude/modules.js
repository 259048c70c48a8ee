// What `require` and `import` find, and `process`. README.md lists it for people.
const NO_FILES = "there are no files here; read 0 or '/dev/stdin'";
const isInput = (path) => path === 0 || path === '/dev/stdin' || path === '/dev/fd/0' || path === '/proc/self/fd/0';
const streamTo = (path) => {
  if (path === 2 || path === '/dev/stderr') return stderr;
  // Templates that write to a file named by the environment mean the judged output.
  if (path === undefined || path === 1 || path === '/dev/stdout') return stdout;
  throw new $Error("there are no files here; write to 1 or '/dev/stdout'");
};
const readFileSync = (path) => {
  if (!isInput(path)) throw new $Error(NO_FILES);
  return rest();
};
const writeFileSync = (path, text) => { streamTo(path).write(text); };
const readFile = (path, ...more) => {
  const done = more[more.length - 1], text = readFileSync(path);
  soon(() => done(null, text));
};
const promised = { readFile: async (path) => readFileSync(path), writeFile: async (path, text) => writeFileSync(path, text) };
const fs = {
  readFileSync, writeFileSync, appendFileSync: writeFileSync, readFile,
  writeSync: (fd, text) => { streamTo(fd).write(text); return $String(text).length; },
  existsSync: isInput, promises: promised,
  createReadStream: (path) => {
    if (path !== null && path !== undefined && !isInput(path)) throw new $Error(NO_FILES);
    return stdin;
  },
  createWriteStream: (path, options) => streamTo(path ?? options?.fd),
};

const started = now();
const hrtime = (before) => {
  const nanoseconds = floor((now() - started) * 1000000);
  const seconds = floor(nanoseconds / 1e9), part = nanoseconds % 1e9;
  if (!before) return [seconds, part];
  const ahead = part - before[1];
  return ahead < 0 ? [seconds - before[0] - 1, ahead + 1e9] : [seconds - before[0], ahead];
};
const $BigInt = BigInt;
hrtime.bigint = () => $BigInt(floor((now() - started) * 1000000));
const Program = class process extends Emitter {
  argv = ['node', 'solution.js'];
  env = {};
  exitCode = undefined;
  stdin = stdin;
  stdout = stdout;
  stderr = stderr;
  platform = 'linux';
  pid = 1;
  version = 'v20.0.0';
  versions = { node: '20.0.0' };
  exit = exit;
  hrtime = hrtime;
  nextTick = (f, ...args) => microtask(() => apply(f, undefined, args));
  uptime = () => (now() - started) / 1000;
  cwd = () => '/';
  memoryUsage = () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 });
};
const program = new Program();

const equal = (a, b) => {
  if (is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (getPrototypeOf(a) !== getPrototypeOf(b) || tagOf(a) !== tagOf(b)) return false;
  const one = sizeOf(a), other = sizeOf(b);
  if (one !== null) return other !== null && one.size === other.size && inspect(a, Infinity) === inspect(b, Infinity);
  if (tagOf(a) === 'Date') return dateValue(a) === dateValue(b);
  const names = ownNames(a, false);
  if (names.length !== ownNames(b, false).length) return false;
  for (let i = 0; i < names.length; i++) if (!hasOwn(b, names[i]) || !equal(a[names[i]], b[names[i]])) return false;
  return true;
};
const AssertionError = class AssertionError extends $Error {
  name = 'AssertionError';
  code = 'ERR_ASSERTION';
};
const claim = (holds, message, otherwise) => {
  if (holds) return;
  throw typeof message === 'object' && message !== null ? message : new AssertionError(message ?? otherwise());
};
const assert = (x, message) => claim(x, message, () => `${inspect(x)} is not true`);
const differ = (a, b) => () => `${inspect(a)} is not equal to ${inspect(b)}`;
assert.ok = assert;
assert.equal = (a, b, message) => claim(a == b || (a !== a && b !== b), message, differ(a, b));
assert.notEqual = (a, b, message) => claim(a != b, message, () => `${inspect(a)} is equal to ${inspect(b)}`);
assert.strictEqual = (a, b, message) => claim(is(a, b), message, differ(a, b));
assert.notStrictEqual = (a, b, message) => claim(!is(a, b), message, () => `both are ${inspect(a)}`);
assert.deepStrictEqual = assert.deepEqual = (a, b, message) => claim(equal(a, b), message, differ(a, b));
assert.notDeepStrictEqual = assert.notDeepEqual = (a, b, message) => claim(!equal(a, b), message, () => `both are ${inspect(a)}`);
assert.throws = (f, ...more) => {
  try { f(); } catch { return; }
  claim(false, typeof more[more.length - 1] === 'string' ? more[more.length - 1] : undefined, () => 'nothing was thrown');
};
assert.fail = (message = 'failed') => claim(false, message);
assert.strict = assert;
assert.AssertionError = AssertionError;

const promisify = (f) => (...args) => new $Promise((resolve, reject) => {
  put(args, (error, value) => (error ? reject(error) : resolve(value)));
  apply(f, undefined, args);
});
const util = {
  inspect: (x, options) => inspect(x, options?.depth === null ? Infinity : options?.depth ?? 2),
  format: (...values) => format(values), isDeepStrictEqual: equal, promisify,
  inherits: (heir, parent) => { setPrototypeOf(heir.prototype, parent.prototype); },
};
const modules = {
  __proto__: null,
  assert, events: Emitter, fs, 'fs/promises': promised, os: { EOL: '\n' }, perf_hooks: { performance }, process: program,
  readline: { createInterface: interfaces(Interface), Interface, promises: { createInterface: interfaces(PromiseInterface) } },
  'readline/promises': { createInterface: interfaces(PromiseInterface), Interface: PromiseInterface },
  timers: { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate },
  'timers/promises': { setTimeout: delayed, setImmediate: (value) => delayed(0, value) },
  util,
};
const require = (name) => {
  const found = modules[slice($String(name), 0, 5) === 'node:' ? slice(name, 5) : name];
  if (found === undefined) throw new $Error(`the module ${quoted($String(name))} is not available here; there are ${joined(ownKeys(modules), ', ')}`);
  return found;
};
const own = { exports: {} };
globals({ require, process: program, module: own, exports: own.exports, global: globalThis });
