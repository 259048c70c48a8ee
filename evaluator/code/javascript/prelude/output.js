// What the solution prints. A function's whole console is kept; of a program only what goes to its stdout.
const LIMITS = { __proto__: null, function: 65536, class: 65536, program: 1000000 };
let kind = 'function';
let out = '', over = false;
// {code} once the program has ended itself, after which nothing more is printed.
let ended = null;

const ENDED = new $Error('process.exit was called');
const exit = (code = program.exitCode ?? 0) => {
  ended ??= { code: trunc($Number(code)) || 0 };
  throw ENDED;
};
const tooMuch = () => `printed more than ${LIMITS[kind]} characters`;
const write = (text) => {
  if (ended) throw ENDED;
  const limit = LIMITS[kind];
  if (over || out.length + text.length > limit) {
    if (!over) out += slice(text, 0, limit - out.length);
    over = true;
    throw new $Error(tooMuch());
  }
  out += text;
};
const writeError = (text) => {
  if (kind !== 'program') write(text);
};

let indent = '';
const counts = create(null), clocks = create(null);
const indented = (text) => {
  if (indent === '') return text + '\n';
  let said = '', from = 0;
  for (let end = indexOf(text, '\n'); end >= 0; end = indexOf(text, '\n', from)) {
    said += indent + slice(text, from, end + 1);
    from = end + 1;
  }
  return said + indent + slice(text, from) + '\n';
};
const log = (...values) => write(indented(values.length === 1 && typeof values[0] === 'string' ? values[0] : format(values)));
const logError = (...values) => writeError(indented(format(values)));
const passed = (label) => `${label}: ${round((now() - (clocks[label] ?? now())) * 1000) / 1000}ms`;
const grouping = (...labels) => {
  if (labels.length > 0) apply(log, undefined, labels);
  indent += '  ';
};
globals({
  console: {
    log, info: log, debug: log, dir: (value) => log(inspect(value)), table: log,
    error: logError, warn: logError, trace: logError,
    assert: (holds, ...values) => {
      if (!holds) logError(values.length > 0 ? `Assertion failed: ${format(values)}` : 'Assertion failed');
    },
    group: grouping, groupCollapsed: grouping, groupEnd: () => { indent = slice(indent, 2); },
    count: (label = 'default') => log(`${label}: ${(counts[label] = (counts[label] ?? 0) + 1)}`),
    countReset: (label = 'default') => { counts[label] = 0; },
    time: (label = 'default') => { clocks[label] = now(); },
    timeLog: (label = 'default') => log(passed(label)), timeEnd: (label = 'default') => log(passed(label)),
  },
});
