// What every operation says of itself, its answers and its lists.

const ERRORS = ['400', '401', '403', '404', '409', '422', '429', '503']
const WITH_BODY = ['413', '415']
const HEADERS = ['X-Request-ID', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset']

/** An operationId is a camelCase verbNoun; `verbs` are those we use. */
export const operationName = ({ verbs }) => {
  const name = new RegExp(`^(${verbs.join('|')})([A-Z][a-z0-9]*)+$`)
  return {
    Operation(operation, { report, location }) {
      if (name.test(operation.operationId ?? '')) return
      report({ message: `"${operation.operationId}" is not a verbNoun of ours.`, location: location.child('operationId') })
    },
  }
}

/** An operation has exactly one tag, of those that are described. */
export const oneTag = () => {
  let known = new Set()
  return {
    Root(root) { known = new Set(root.tags?.map((tag) => tag.name)) },
    Operation({ tags = [] }, { report, location }) {
      if (tags.length !== 1 || !known.has(tags[0])) {
        report({ message: 'An operation has exactly one tag that is described.', location: location.child('tags') })
      }
    },
  }
}

/** Every operation declares its errors, each status everywhere as the same shared problem, and no default. */
export const errorsDeclared = () => {
  const shared = {}
  return {
    Operation(operation, { report, location, resolve }) {
      const { responses } = operation
      const at = location.child('responses')
      if (responses.default) report({ message: 'A default hides what can happen.', location: at.child('default') })
      for (const status of [...ERRORS, ...(operation.requestBody ? WITH_BODY : [])]) {
        const ref = responses[status]?.$ref
        if (!ref?.startsWith('#/components/responses/') || (shared[status] ??= ref) !== ref) {
          report({ message: `${status} is not declared as the shared response.`, location: at })
        } else if (Object.keys(resolve(responses[status]).node.content ?? {}).join() !== 'application/problem+json') {
          report({ message: `${status} is no problem.`, location: at.child(status) })
        }
      }
    },
  }
}

/** An operation that a JWT opens declares the scopes that it needs, of those we know; no other declares any. */
export const scopesDeclared = ({ scopes }) => {
  let [usual, schemes] = [[], {}]
  return {
    Root(root) { [usual, schemes] = [root.security ?? [], root.components?.securitySchemes ?? {}] },
    Operation(operation, { report, location }) {
      const wanted = (operation.security ?? usual).flatMap((each) => Object.keys(each))
      const byJwt = wanted.some((name) => schemes[name]?.bearerFormat === 'JWT')
      const declared = operation['x-required-scopes'] ?? []
      if (byJwt === declared.length > 0 && declared.every((each) => scopes.includes(each))) return
      report({ message: 'A JWT, and nothing else, opens it by x-required-scopes that we know.', location })
    },
  }
}

/** A list is items and next_cursor, and takes a cursor and a limit; `whole` names those of one page. */
export const listPaged = ({ whole }) => ({
  Operation(operation, { report, location, resolve }) {
    if (!operation.operationId?.startsWith('list') || operation.operationId in whole) return
    const taken = Object.fromEntries((operation.parameters ?? []).map((each) => resolve(each).node).map((p) => [p.name, p.schema]))
    const { minimum, maximum, default: usual } = taken.limit ?? {}
    if (minimum !== 1 || maximum !== 100 || usual !== 20 || !taken.cursor) {
      report({ message: 'A list takes a cursor, and a limit of 1 to 100 that is 20 unless given.', location })
    }
    const page = resolve(operation.responses['200'].content['application/json'].schema).node
    if (Object.keys(page.properties).sort().join() !== 'items,next_cursor') {
      report({ message: 'A list is items and next_cursor.', location })
    }
  },
})

/** What makes or changes something may be sent again: a POST takes an Idempotency-Key. */
export const postKeyed = () => ({
  Operation({ parameters = [] }, { report, location, key, resolve }) {
    const taken = parameters.map((each) => resolve(each).node)
    if (key !== 'post' || taken.some((p) => p.in === 'header' && p.name === 'Idempotency-Key')) return
    report({ message: 'A POST takes an Idempotency-Key.', location })
  },
})

/** What is made is linked to what can be done with it. */
export const creationLinked = () => ({
  Operation(operation, { report, location, key, resolve }) {
    for (const [status, response] of successes(operation)) {
      const { links = {} } = resolve(response).node
      if ((status === '201' || key === 'post') && Object.keys(links).length === 0) {
        report({ message: 'What is made here has no links.', location: location.child(['responses', status]) })
      }
    }
  },
})

/** Every answer says whose it is and what is left of the limit; a new resource also where it is. */
export const headersDeclared = () => ({
  Operation(operation, { report, location, resolve }) {
    for (const [status, response] of successes(operation)) {
      const { headers = {} } = resolve(response).node
      for (const name of [...HEADERS, ...(status === '201' ? ['Location'] : [])]) {
        if (!headers[name]) report({ message: `${name} is not declared.`, location: location.child(['responses', status]) })
      }
    }
  },
})

const successes = (operation) => Object.entries(operation.responses).filter(([status]) => status.startsWith('2'))
