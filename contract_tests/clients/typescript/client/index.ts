// The contract's types, and a client that sends a user's token.

import createClient, { type Client } from 'openapi-fetch'
import type { paths } from './schema.js'

export * from './schema.js'

/** A client of the API at `baseUrl` (which ends in /v1); `token` is asked for the user's JWT before every request. */
export function connect(baseUrl: string, token: () => string | Promise<string>): Client<paths> {
  const client = createClient<paths>({ baseUrl })
  client.use({
    async onRequest({ request }) {
      request.headers.set('Authorization', `Bearer ${await token()}`)
      return request
    },
  })
  return client
}
