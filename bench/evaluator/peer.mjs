// One submission a line in, one list of true and false out.
import { createInterface } from 'node:readline'
import { loadPyodide } from 'pyodide'
import { getQuickJS, shouldInterruptAfterDeadline } from 'quickjs-emscripten'

const quickjs = await getQuickJS()
let kept

function javascript({ code, entry, tests }) {
  const runtime = quickjs.newRuntime()
  runtime.setMemoryLimit(256 << 20)
  runtime.setInterruptHandler(shouldInterruptAfterDeadline(Date.now() + 4000))
  const context = runtime.newContext()
  context.unwrapResult(context.evalCode(code)).dispose()
  const passed = tests.map((test) => {
    const call = `JSON.stringify(${entry}(...${JSON.stringify(test.args)}))`
    const said = context.unwrapResult(context.evalCode(call))
    const actual = context.dump(said)
    said.dispose()
    return actual === JSON.stringify(test.expected)
  })
  context.dispose()
  runtime.dispose()
  return passed
}

function python(interpreter, { code, entry, tests }) {
  const globals = interpreter.runPython('dict()')
  interpreter.runPython(code, { globals })
  const passed = tests.map((test) => {
    globals.set('arguments', JSON.stringify(test.args))
    const call = `__import__('json').dumps(${entry}(*__import__('json').loads(arguments)), separators=(',', ':'))`
    return interpreter.runPython(call, { globals }) === JSON.stringify(test.expected)
  })
  globals.destroy()
  return passed
}

const judges = {
  'quickjs-emscripten': javascript,
  'pyodide, kept': async (given) => python((kept ??= await loadPyodide()), given),
  'pyodide, fresh': async (given) => python(await loadPyodide(), given),
}

for await (const line of createInterface({ input: process.stdin })) {
  const given = JSON.parse(line)
  console.log(JSON.stringify(await judges[given.kind](given)))
}
