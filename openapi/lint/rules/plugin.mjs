// Our rules for the contract, as a Redocly plugin; contract_tests/spec_rules.py holds the same by the same names.

import * as operations from './operations.mjs'
import * as schemas from './schemas.mjs'

const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

export default function plugin() {
  const rules = Object.entries({ ...operations, ...schemas }).map(([name, rule]) => [kebab(name), rule])
  return { id: 'co', rules: { oas3: Object.fromEntries(rules) } }
}
