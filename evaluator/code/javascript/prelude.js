// The judge inside the JavaScript guest, run before the solution. It leaves no name behind but `console`; the service
// keeps the functions it returns. Replies have the form that evaluator/code/reply.py reads. The solution shares this
// realm and may patch what it likes, so everything used after it has run is a private reference taken before.
(() => {
  'use strict';
  const OUT_LIMIT = 65536, VALUE_LIMIT = 1000000, TEXT_LIMIT = 4000;
  const { parse, stringify } = JSON;
  const { isArray } = Array;
  const { apply } = Reflect;
  const { keys, prototype: plain } = Object;
  const uncurry = Function.prototype.bind.bind(Function.prototype.call);
  const slice = uncurry(String.prototype.slice);
  const indexOf = uncurry(String.prototype.indexOf);
  const then = uncurry(Promise.prototype.then);
  const tag = uncurry(plain.toString);
  const $String = String, $Promise = Promise, $TypeError = TypeError, $Error = Error;

  let out = '', over = false;
  let entry = null;
  let settled = null;

  const shown = (x) => {
    if (typeof x === 'string') return x;
    try { const text = stringify(x); return text === undefined ? $String(x) : text; } catch { return tag(x); }
  };
  const log = (...values) => {
    let line = '';
    for (let i = 0; i < values.length; i++) line += (i ? ' ' : '') + shown(values[i]);
    if (out.length + line.length + 1 > OUT_LIMIT) {
      out += slice(line, 0, OUT_LIMIT - out.length);
      over = true;
      throw new $Error(`printed more than ${OUT_LIMIT} characters`);
    }
    out += line + '\n';
  };
  globalThis.console = { log, info: log, warn: log, error: log, debug: log };

  const refused = (what, instead) => new $TypeError(`returned ${what}${instead}`);
  // A value as JSON text, refusing what JSON.stringify would silently change.
  const encode = (x, path) => {
    switch (typeof x) {
      case 'string': return stringify(x);
      case 'boolean': return x ? 'true' : 'false';
      case 'number': return x === Infinity ? 'Infinity' : x === -Infinity ? '-Infinity' : x !== x ? 'NaN' : $String(x);
      case 'undefined': throw refused('undefined', path ? ' inside the value' : '; is a return missing?');
      case 'bigint': throw refused('a BigInt', '; return Number(x) instead');
      case 'function': case 'symbol': throw refused(`a ${typeof x}`, ', which is not a JSON value');
    }
    if (x === null) return 'null';
    for (let p = path; p; p = p.up) if (p.at === x) throw refused('a value that contains itself', '');
    const here = { at: x, up: path };
    let text = '';
    if (isArray(x)) {
      for (let i = 0; i < x.length; i++) text += (i ? ',' : '') + encode(x[i], here);
      return '[' + text + ']';
    }
    const kind = slice(tag(x), 8, -1);
    if (kind !== 'Object') throw refused(`a ${kind}`, '; return a plain object or an array instead');
    const names = keys(x);
    for (let i = 0; i < names.length; i++) text += (i ? ',' : '') + stringify(names[i]) + ':' + encode(x[names[i]], here);
    return '{' + text + '}';
  };

  const reply = (kind, error, value) => {
    const said = error === null ? '' : `,"error":${stringify(slice(error, 0, TEXT_LIMIT))}`;
    const text = `{"kind":"${kind}","out":${stringify(out)}${said}}\n${value}`;
    out = '';
    return text;
  };
  // Frames up to the judge's own call of the entry; a stack begins with the innermost.
  const frames = (stack) => {
    let lines = '', from = 0;
    for (let count = 0; from < stack.length && count < 10; count++) {
      let end = indexOf(stack, '\n', from);
      if (end < 0) end = stack.length;
      const line = slice(stack, from, end);
      if (indexOf(line, 'at apply (native)') >= 0) break;
      lines += '\n' + line;
      from = end + 1;
    }
    return lines;
  };
  const described = (e, bare) => {
    try {
      const text = $String(e);
      if (bare || typeof e !== 'object' || e === null || typeof e.stack !== 'string') return text;
      return text + frames(e.stack);
    } catch { return 'the error could not be shown'; }
  };
  const failed = (e, kind, bare = false) => {
    if (over) return reply('OLE', `printed more than ${OUT_LIMIT} characters`, '');
    const text = described(e, bare);
    return indexOf(text, 'InternalError: out of memory') === 0 ? reply('MLE', 'out of memory', '') : reply(kind, text, '');
  };
  const finish = (x) => {
    try {
      const value = encode(x, null);
      if (over) return failed(null, 'OLE');
      if (value.length > VALUE_LIMIT)
        return reply('OLE', `the returned value is longer than ${VALUE_LIMIT} characters as JSON`, '');
      return reply('OK', null, value);
    } catch (e) { return failed(e, 'RTE', true); }
  };

  const broken = (e) => failed(e, 'CE');
  const bind = (x) => {
    if (over) return failed(null, 'OLE');
    entry = x;
    // What the top level printed is kept, and comes out with the first call.
    return typeof x === 'function' ? '{"kind":"OK","out":""}\n' : reply('CE', `it is a ${typeof x}, not a function`, '');
  };
  const judgeCall = (args) => {
    settled = null;
    try {
      const x = apply(entry, undefined, parse(args));
      if (!(x instanceof $Promise)) return finish(x);
      then(x, (value) => { settled = finish(value); }, (e) => { settled = failed(e, 'RTE'); });
      return '';
    } catch (e) { return failed(e, 'RTE'); }
  };
  // After all jobs have run: the reply of a call that returned a promise.
  const settle = () => settled === null ? reply('RTE', 'the returned promise never settles', '') : settled;
  return [broken, bind, judgeCall, settle];
})();
