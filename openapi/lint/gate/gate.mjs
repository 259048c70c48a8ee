// Fails where openapi/co.v1.yaml breaks the clients of the contract that has landed; a new major version may.
// BASE names the commit to compare with; without it, where this branch left origin/main, or else the newest commit.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { breaking, major } from './classify.mjs'

const FILE = 'openapi/co.v1.yaml'
const file = new URL('../../co.v1.yaml', import.meta.url)
const now = readFileSync(file, 'utf8')

/** git's answer, or null where it has none. */
function git(...args) {
  try {
    const options = { cwd: new URL('../', file), encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] }
    return execFileSync('git', args, options).trimEnd()
  } catch {
    return null
  }
}

const at = (commit) => git('show', `${commit}:${FILE}`)

/** The commit that has landed; where the file stands as it landed, the one before its last change. */
function landed() {
  const named = process.env.BASE
  // What a new branch was before its first push is all zeros: there was no contract.
  if (named && !/^0+$/.test(named) && git('rev-parse', '--verify', '-q', `${named}^{commit}`) === null) {
    console.log(`contract-gate: there is no commit ${named}.`)
    process.exit(1)
  }
  if (named) return named
  const fork = git('merge-base', 'HEAD', 'origin/main') ?? 'HEAD'
  return at(fork) === now.trimEnd() ? `${git('log', '-1', '--format=%h', fork, '--', FILE)}~1` : fork
}

const base = landed()
const then = at(base)
if (then === null) {
  console.log(`contract-gate: there is no ${FILE} at ${base}; a first contract breaks nobody.`)
} else {
  const [before, after] = [parse(then), parse(now)]
  const found = breaking(before, after)
  for (const { path, action, before, after } of found) {
    console.log(`${action} ${path}: ${JSON.stringify(before)?.slice(0, 80)} -> ${JSON.stringify(after)?.slice(0, 80)}`)
  }
  const allowed = major(before) !== major(after)
  console.log(`contract-gate: ${found.length} breaking changes since ${base}${allowed ? ', in a new major version' : ''}.`)
  if (found.length > 0 && !allowed) process.exitCode = 1
}
