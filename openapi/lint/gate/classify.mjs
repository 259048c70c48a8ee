// What in the step from one contract to the next breaks a client that was written against the first.

import { apiDiff } from 'api-smart-diff'

const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'])

/** The breaking changes as { path, action, before, after }; empty where every old client goes on working. */
export function breaking(before, after) {
  return apiDiff(...changed(before, after)).filter((change) => kind(change) === 'breaking').map(({ path, action, before, after }) => ({
    path: path.join('/'), action, before, after,
  }))
}

/** Both contracts without the paths that are the same in both, with all that they refer to: comparing takes long. */
function changed(before, after) {
  const [was, is] = [printer(before), printer(after)]
  const same = Object.keys(before.paths).filter((path) => was(before.paths[path]) === is(after.paths[path] ?? {}))
  const rest = (paths) => Object.fromEntries(Object.entries(paths).filter(([path]) => !same.includes(path)))
  return [before, after].map((contract) => ({ ...contract, paths: rest(contract.paths) }))
}

/** Prints a part of a contract with every reference replaced by what it names. */
function printer(contract) {
  const named = new Map()
  const at = (ref) => ref.slice(2).split('/').reduce((node, part) => node[part], contract)
  const print = (node) => {
    if (node === null || typeof node !== 'object') return JSON.stringify(node)
    if (typeof node.$ref === 'string') {
      if (!named.has(node.$ref)) named.set(node.$ref, print(at(node.$ref)))
      return named.get(node.$ref)
    }
    return `{${Object.entries(node).map(([key, value]) => `${key}:${print(value)}`).join()}}`
  }
  return print
}

export const major = (contract) => contract.info.version.split('.')[0]

/** api-smart-diff's own word, except where a generated client or the door would notice more, or less. */
function kind({ path, type, action, before, after }) {
  const last = path.at(-1)
  // Components are compared where they are used; a scheme is used by its name alone.
  if (path[0] === 'components') return path[1] === 'securitySchemes' && schemeBreaks(path, action) ? 'breaking' : 'harmless'
  // Clients name their functions by it.
  if (last === 'operationId' && METHODS.has(path.at(-2))) return action === 'add' ? type : 'breaking'
  if (path.includes('security')) return 'breaking'
  // A scope more shuts tokens out; a whole list where none stood says what was needed all along.
  if (path.includes('x-required-scopes')) return action === 'remove' || Array.isArray(after) ? 'harmless' : 'breaking'
  const isField = path.at(-2) === 'properties'
  // Objects that a client sends are closed: what is not a field any more is refused.
  if (isField && action === 'remove') return path.includes('requestBody') ? 'breaking' : type
  if (isField) return type
  // What was always there may now be null.
  if (last === 'nullable' && path.includes('responses')) return after === true ? 'breaking' : 'harmless'
  if (last === 'type' && action === 'replace') return widens(path, before, after) ? 'harmless' : 'breaking'
  return type
}

/** Whether an integer becomes a number on its way in, or a number an integer on its way out. */
function widens(path, before, after) {
  const [narrow, wide] = path.includes('responses') ? [after, before] : [before, after]
  return narrow === 'integer' && wide === 'number'
}

function schemeBreaks(path, action) {
  return path.length === 3 ? action === 'remove' : !['description', 'bearerFormat'].includes(path.at(-1))
}
