// What the schemas say, and where they stand.

/** `Component` or `Component.field`, as options name it. */
const named = (location) => location.pointer.replace(/^#\/components\/schemas\//, '').replaceAll('/properties/', '.')

/** Every JSON body is a named component. */
export const bodyRef = () => ({
  MediaType(content, { report, location, key }) {
    if (`${key}`.endsWith('json') && !content.schema?.$ref) {
      report({ message: 'A body is a named component.', location: location.child('schema') })
    }
  },
})

/** An enum is a component, so that clients get one type for it. */
export const enumNamed = () => ({
  Schema(schema, { report, location }) {
    if (schema.enum && !/^#\/components\/schemas\/[^/]+$/.test(location.pointer)) {
      report({ message: 'An enum is a named component.', location: location.child('enum') })
    }
  },
})

/** The schema and all below it, each component once, with where it stands. */
function* below(schema, location, resolve, seen) {
  if (schema.$ref) {
    const found = resolve(schema)
    if (!found.node || seen.has(schema.$ref)) return
    seen.add(schema.$ref)
    yield* below(found.node, found.location, resolve, seen)
    return
  }
  yield [schema, location]
  const { properties = {}, items, additionalProperties } = schema
  for (const [name, field] of Object.entries(properties)) yield* below(field, location.child(['properties', name]), resolve, seen)
  if (items) yield* below(items, location.child('items'), resolve, seen)
  if (typeof additionalProperties === 'object') yield* below(additionalProperties, location.child('additionalProperties'), resolve, seen)
  for (const word of ['oneOf', 'anyOf', 'allOf']) {
    for (const [i, one] of (schema[word] ?? []).entries()) yield* below(one, location.child([word, i]), resolve, seen)
  }
}

/** A visitor of bodies that calls `visit` for every schema in them, once in the whole file. */
const inBodies = (seen, visit) => (body, context) => {
  for (const [media, { schema }] of Object.entries(body.content ?? {})) {
    const at = context.location.child(['content', media, 'schema'])
    if (schema) for (const [each, location] of below(schema, at, context.resolve, seen)) visit(each, location, context.report)
  }
}

/** What an answer always has is required; `optional` names what it may leave out, and when. */
export const requiredComplete = ({ optional }) => ({
  Response: inBodies(new Set(), (schema, location, report) => {
    for (const name of Object.keys(schema.properties ?? {})) {
      if (schema.required?.includes(name) || `${named(location)}.${name}` in optional) continue
      report({ message: `Is ${name} always returned?`, location: location.child(['properties', name]) })
    }
  }),
})

/** A oneOf has a discriminator that maps each of its branches. */
export const oneOfMapped = () => ({
  Schema(schema, { report, location }) {
    if (!schema.oneOf) return
    const branches = schema.oneOf.map((each) => each.$ref).sort()
    const mapped = Object.values(schema.discriminator?.mapping ?? {}).sort()
    if (branches.join() !== mapped.join()) {
      report({ message: 'A oneOf has a discriminator that maps each of its branches.', location: location.child('oneOf') })
    }
  },
})

/** An object says what is in it. */
export const objectDescribed = () => ({
  Schema(schema, { report, location }) {
    if (schema.type === 'object' && !schema.properties && !('additionalProperties' in schema) && !schema.allOf) {
      report({ message: 'A bare object says nothing.', location })
    }
  },
})

/** Nothing stands beside a $ref: OpenAPI 3.0 does not read it. */
export const nullableApart = () => ({
  ref(node, { report, location }) {
    if (Object.keys(node).length > 1) report({ message: 'What stands beside a $ref is not read.', location })
  },
})

const BOUNDS = {
  string: [['maxLength'], ['enum']],
  array: [['maxItems']],
  integer: [['minimum', 'maximum'], ['enum']],
  number: [['minimum', 'maximum'], ['enum']],
  object: [['additionalProperties']],
}

function checkBounds(schema, location, report) {
  const ways = BOUNDS[schema.type] ?? []
  if (ways.length > 0 && !ways.some((way) => way.every((word) => word in schema))) {
    report({ message: `It needs ${ways.map((way) => way.join(' and ')).join(' or ')}.`, location })
  }
  if (schema.additionalProperties === true && !('maxProperties' in schema)) {
    report({ message: 'An open object needs maxProperties.', location })
  }
}

/** Whatever a client sends is bounded. */
export const bounded = () => {
  const seen = new Set()
  return {
    RequestBody: inBodies(seen, checkBounds),
    Parameter({ schema }, { report, location, resolve }) {
      for (const [each, at] of below(schema, location.child('schema'), resolve, seen)) checkBounds(each, at, report)
    },
  }
}

/** Every body and every parameter but those `without` has an example; a body's may stand with its component. */
export const exampleGiven = ({ without }) => ({
  MediaType(content, { report, location, resolve }) {
    if (content.example !== undefined || content.examples || resolve(content.schema).node?.example !== undefined) return
    report({ message: 'It has no example.', location })
  },
  Parameter(parameter, { report, location }) {
    if (parameter.name in without) return
    if (parameter.example === undefined && !parameter.examples) report({ message: 'It has no example.', location })
  },
})
