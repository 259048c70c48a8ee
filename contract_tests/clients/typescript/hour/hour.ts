// A learner's hour, as a frontend would write it with the generated client.

import { connect } from '@scimigo/co-client'
import type { MathPayload, ProblemDetails, Session, SubmissionCreate, SubmissionResult } from '@scimigo/co-client'

const RIGHT_PYTHON = `def longest_warm_run(temperatures, threshold):
    best = run = 0
    for each in temperatures:
        run = run + 1 if each >= threshold else 0
        best = max(best, run)
    return best
`
const RIGHT_JAVASCRIPT = `const longest_warm_run = (temperatures, threshold) => {
  let best = 0, run = 0
  for (const each of temperatures) best = Math.max(best, run = each >= threshold ? run + 1 : 0)
  return best
}
`
const WRONG = {
  python: 'def longest_warm_run(temperatures, threshold):\n    return len(temperatures)\n',
  javascript: 'const longest_warm_run = () => 0\n',
} as const

/** What the server refused, as it says so itself. */
class Refused extends Error {
  constructor(readonly problem: ProblemDetails) {
    super(`${problem.status} ${problem.title}: ${problem.detail}`)
  }
}

/** What was asked for; throws what came instead. */
function given<T>(answer: { data?: T; error?: ProblemDetails }): T {
  if (answer.data === undefined) throw answer.error ? new Refused(answer.error) : new Error('neither data nor a problem')
  return answer.data
}

type Event = { name: string; data: Record<string, unknown> }

/** Server-sent events as they come in, without their ids. */
async function* events(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Event> {
  let rest = ''
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string) => block.split('\n').find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
      const [name, data] = [field('event'), field('data')]
      if (name !== undefined && data !== undefined) yield { name, data: JSON.parse(data) }
    }
  }
}

/** A systems answer, sent twice as a bad connection makes one do, and its grade. */
async function design(me: ReturnType<typeof connect>, grader: ReturnType<typeof connect>) {
  const session = given(await me.POST('/sessions', { body: { subject: 'systems', problem_id: 'design-a-rate-limiter' } }))
  const body = {
    session_id: session.id, problem_id: 'design-a-rate-limiter', subject: 'systems', payload: { answer: 'A bucket each.' },
  } as const
  const params = { header: { 'Idempotency-Key': crypto.randomUUID() } }
  const sent = [await me.POST('/submissions', { params, body }), await me.POST('/submissions', { params, body })].map(given)
  const id = sent[0]?.id ?? ''
  const waiting = given(await me.GET('/submissions/{id}', { params: { path: { id } } }))
  if (!('grading' in waiting)) throw new Error('a design waits for who grades it')
  const early = await me.GET('/submissions/{id}/rubric-scores', { params: { path: { id } } })

  const rubrics = given(await grader.GET('/rubrics', { params: { query: { limit: 100 } } }))
  const rubric = rubrics.items.find(({ title }) => title.toLowerCase().includes('limiter'))
  const scores = (rubric?.dimensions ?? []).map(({ id }) => ({ dimension_id: id, score: 3, comment: 'Well argued.' }))
  const path = { id }
  const stream = given(await me.GET('/submissions/{id}/events', { params: { path }, parseAs: 'stream' }))
  if (stream === null) throw new Error('the stream has no body')
  const told = events(stream)
  const first = (await told.next()).value
  const grade = given(await grader.PUT('/submissions/{id}/rubric-scores', { params: { path: { id } }, body: { scores } }))
  const last = (await told.next()).value
  const graded = given(await me.GET('/submissions/{id}', { params: { path } }))
  const read = given(await me.GET('/submissions/{id}/rubric-scores', { params: { path: { id } } }))
  return {
    once: new Set(sent.map((each) => each.id)).size,
    early: early.error?.status,
    same: JSON.stringify(grade) === JSON.stringify(read),
    status: 'status' in graded ? graded.status : undefined,
    told: [first?.name, last?.name, last?.data['status']],
  }
}

export async function hour(baseUrl: string, token: string, graderToken: string) {
  const co = connect(baseUrl, () => token)

  const tracks = given(await co.GET('/tracks', { params: { query: { subject: 'math', limit: 5 } } }))
  const track = tracks.items[0]
  if (track === undefined) throw new Error('there is no track')
  const first = given(await co.GET('/recommendations', { params: { query: { subject: 'coding', limit: 2 } } }))

  const practice = given(await co.POST('/sessions', { body: { subject: 'coding', problem_id: 'warm-streak' } }))
  const course = given(await co.POST('/sessions', { body: { subject: 'math', mode: 'track', track_id: track.slug } }))
  const mock = given(await co.POST('/sessions', { body: { subject: 'coding', mode: 'mock' } }))
  const problem = given(await co.GET('/problems/{id}', { params: { path: { id: 'warm-streak' } } }))

  async function submit(body: SubmissionCreate): Promise<SubmissionResult> {
    const answer = given(await co.POST('/submissions', { body }))
    if (!('visible' in answer)) throw new Error('what has tests is judged at once')
    return answer
  }
  const code = (language: 'python' | 'javascript', code: string) =>
    submit({ session_id: practice.id, problem_id: 'warm-streak', subject: 'coding', payload: { language, code } })
  const maths = ({ id, problem_id }: Session, payload: MathPayload) =>
    submit({ session_id: id, problem_id: problem_id ?? '', subject: 'math', payload })

  const verdicts = [await code('python', WRONG.python)]

  const turn = given(
    await co.POST('/tutor/messages', { body: { session_id: practice.id, problem_id: 'warm-streak', hint_level: 1 } }),
  )
  const query = { token: turn.token }
  const stream = given(await co.GET('/tutor/stream', { params: { query }, parseAs: 'stream' }))
  if (stream === null) throw new Error('the stream has no body')
  const names: string[] = []
  let hint = ''
  for await (const { name, data } of events(stream)) {
    names.push(name)
    if (name === 'delta') hint += data['text']
  }

  verdicts.push(await code('python', RIGHT_PYTHON))
  verdicts.push(await code('javascript', WRONG.javascript))
  verdicts.push(await code('javascript', RIGHT_JAVASCRIPT))

  const expand = given(await co.POST('/sessions', { body: { subject: 'math', problem_id: 'expand-a-squared-binomial' } }))
  for (const expression of ['4x^2 + 9', '4x^2 - 12x + 9']) {
    verdicts.push(await maths(expand, { expression }))
  }
  const solve = given(
    await co.POST('/sessions', { body: { subject: 'math', problem_id: 'solve-a-two-sided-linear-equation' } }),
  )
  for (const steps of [['3x - 7 = 8', '3x = 1', 'x = 1/3'], ['3x - 7 = 8', '3x = 15', 'x = 5']]) {
    verdicts.push(await maths(solve, { steps }))
  }

  const act = async (session: Session, action: 'advance' | 'retry' | 'giveup') =>
    given(await co.PATCH('/sessions/{id}', { params: { path: { id: session.id } }, body: { action } }))
  const advanced = await act(practice, 'advance')
  const retried = await act(mock, 'retry')
  const givenUp = course.problem_id ?? ''
  await act(course, 'giveup')
  const solution = given(await co.GET('/problems/{id}/solution', { params: { path: { id: givenUp } } }))

  const refused = await co.GET('/problems/{id}', { params: { path: { id: 'nobody-wrote-this' } } })
  const progress = given(await co.GET('/progress', {}))
  const reviews = given(await co.GET('/reviews', {}))
  const next = given(await co.GET('/recommendations', { params: { query: { limit: 3 } } }))

  return {
    track: track.slug,
    recommended: first.items.length,
    modes: [practice.mode, course.mode, mock.mode],
    languages: problem.languages,
    verdicts: verdicts.map(({ subject, status }) => [subject, status]),
    hint: { first: names.at(0), last: names.at(-1), level: turn.hint_level, spoken: hint.length > 20 },
    design: await design(co, connect(baseUrl, () => graderToken)),
    advanced: ![null, practice.problem_id].includes(advanced.problem_id),
    retried: retried.status,
    solution: solution.problem_id === givenUp && solution.explanation.length > 0,
    refused: refused.error?.type,
    mastered: progress.items.filter((item) => item.attempts > 0).length > 0,
    reviews: reviews.items.length > 0,
    reasons: next.items.every((item) => item.reason.length > 0) && next.items.length,
  }
}
