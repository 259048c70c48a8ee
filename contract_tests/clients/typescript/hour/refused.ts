// What the contract does not know, the compiler refuses: each of these lines has to be an error, or this file is one.

import { connect } from '@scimigo/co-client'

const co = connect('', () => '')

export const refused = [
  // @ts-expect-error: an unknown path
  () => co.GET('/lessons', {}),
  // @ts-expect-error: an unknown value
  () => co.POST('/sessions', { body: { subject: 'history' } }),
  // @ts-expect-error: a field that is missing
  () => co.POST('/sessions', { body: {} }),
  // @ts-expect-error: a field that is there and undefined
  () => co.POST('/sessions', { body: { subject: 'coding', mode: undefined } }),
  // @ts-expect-error: maths with the payload of coding
  () => co.POST('/submissions', { body: { session_id: '', problem_id: '', subject: 'math', payload: { language: 'python', code: '' } } }),
]
