// Edits of the real contract, each of which the gate has to call right.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { parse } from 'yaml'
import { breaking, major } from './classify.mjs'

const landed = parse(readFileSync(new URL('../../co.v1.yaml', import.meta.url), 'utf8'))

const schema = (c, name) => c.components.schemas[name]
const field = (c, name, of) => schema(c, name).properties[of]
const drop = (list, one) => list.splice(list.indexOf(one), 1)
const operations = (c) => Object.values(c.paths).flatMap((item) => Object.values(item))

const BREAKING = {
  'a path goes': (c) => { delete c.paths['/reviews'] },
  'a method goes': (c) => { delete c.paths['/sessions/{id}'].patch },
  'a path is renamed': (c) => { c.paths['/courses'] = c.paths['/tracks']; delete c.paths['/tracks'] },
  'an operation is called otherwise': (c) => { c.paths['/sessions'].post.operationId = 'startSession' },
  'an operation asks for another token': (c) => { c.paths['/tracks'].get.security = [{ streamBearer: [] }] },
  'an operation asks for a scope more': (c) => { c.paths['/tracks'].get['x-required-scopes'].push('tracks:write') },
  'an operation asks for another scope': (c) => { c.paths['/tracks'].get['x-required-scopes'] = ['tracks:write'] },
  'a scheme authenticates otherwise': (c) => { c.components.securitySchemes.bearer.scheme = 'basic' },
  'a query parameter that has to be sent': (c) => {
    c.paths['/tracks'].get.parameters.push({ name: 'term', in: 'query', required: true, schema: { type: 'string' } })
  },
  'a query parameter has to be sent from now on': (c) => { c.components.parameters.SubjectQuery.required = true },
  'a query parameter goes': (c) => { c.paths['/reviews'].get.parameters.shift() },
  'a page may hold less': (c) => { c.components.parameters.Limit.schema.maximum = 50 },
  'a field has to be sent from now on': (c) => { schema(c, 'SessionCreate').required.push('mode') },
  'a field is taken no more': (c) => { delete schema(c, 'SessionCreate').properties.problem_id },
  'a value is taken no more': (c) => { drop(schema(c, 'SessionAction').enum, 'retry') },
  'less may be sent': (c) => { field(c, 'CodingPayload', 'code').maxLength = 1024 },
  'a body is sent in another format': (c) => {
    const body = c.paths['/submissions'].post.requestBody
    body.content = { 'application/xml': body.content['application/json'] }
  },
  'a field of an answer goes': (c) => {
    delete schema(c, 'Session').properties.ends_at
    drop(schema(c, 'Session').required, 'ends_at')
  },
  'a field of an answer may be left out': (c) => { drop(schema(c, 'Session').required, 'created_at') },
  'a field of an answer may be null': (c) => { field(c, 'Track', 'title').nullable = true },
  'a field of an answer has another type': (c) => { field(c, 'Mastery', 'score').type = 'string' },
  'an answer has a value that nobody knows': (c) => { schema(c, 'SubmissionStatus').enum.push('cancelled') },
  'an answer comes with another status': (c) => {
    const { responses } = c.paths['/sessions'].post
    responses['200'] = responses['201']
    delete responses['201']
  },
  'an answer comes in another format': (c) => {
    const answer = c.paths['/tracks'].get.responses['200']
    answer.content = { 'application/xml': answer.content['application/json'] }
  },
}

const HARMLESS = {
  'nothing': () => {},
  'other words': (c) => { for (const each of operations(c)) each.description = each.summary = 'In other words.' },
  'other examples': (c) => {
    c.components.parameters.ProblemId.example = 'warm-streak'
    c.paths['/sessions'].post.requestBody.content['application/json'].examples.again = { value: { subject: 'systems' } }
  },
  'an operation more': (c) => {
    c.paths['/sessions/{id}'].delete = { ...structuredClone(c.paths['/sessions/{id}'].get), operationId: 'deleteSession' }
  },
  'a path more': (c) => {
    c.paths['/drills'] = { get: { ...structuredClone(c.paths['/problems'].get), operationId: 'listDrills' } }
  },
  'an operation asks for a scope less': (c) => { c.paths['/tracks'].get['x-required-scopes'].pop() },
  'a query parameter that may be sent': (c) => {
    c.paths['/tracks'].get.parameters.push({ name: 'term', in: 'query', schema: { type: 'string', maxLength: 9 } })
  },
  'a field that may be sent': (c) => { schema(c, 'SessionCreate').properties.note = { type: 'string', maxLength: 80 } },
  'a value more may be sent': (c) => { schema(c, 'SessionAction').enum.push('pause') },
  'more may be sent': (c) => { field(c, 'CodingPayload', 'code').maxLength *= 2 },
  'an answer says more': (c) => {
    schema(c, 'Session').properties.note = { type: 'string' }
    schema(c, 'Session').required.push('note')
  },
  'an error more': (c) => { for (const each of operations(c)) each.responses['418'] = structuredClone(each.responses['400']) },
  'a component is called otherwise': (c) => {
    Object.assign(c, JSON.parse(JSON.stringify(c).replaceAll('#/components/schemas/Drill"', '#/components/schemas/Exercise"')))
    c.components.schemas.Exercise = c.components.schemas.Drill
    delete c.components.schemas.Drill
  },
  'a server more': (c) => { c.servers.push({ url: 'https://staging.scimigo.com/v1' }) },
}

function edited(edit) {
  const after = structuredClone(landed)
  edit(after)
  return breaking(landed, after)
}

for (const [name, edit] of Object.entries(BREAKING)) {
  test(`breaks: ${name}`, () => assert.notDeepEqual([], edited(edit)))
}

for (const [name, edit] of Object.entries(HARMLESS)) {
  test(`is harmless: ${name}`, () => assert.deepEqual([], edited(edit)))
}

test('a second major version may break the first', () => {
  assert.notEqual(major({ info: { version: '1.9.0' } }), major({ info: { version: '2.0.0' } }))
  assert.equal(major({ info: { version: '1.0.0' } }), major({ info: { version: '1.9.0' } }))
})
