// node main.js BASE_URL, with the tokens in TOKEN and GRADER_TOKEN: prints what the hour came to.

import { hour } from './hour.js'

declare const process: { argv: string[]; env: Record<string, string | undefined> }

const token = (name: string) => process.env[name] ?? ''
console.log(JSON.stringify(await hour(process.argv[2] ?? '', token('TOKEN'), token('GRADER_TOKEN'))))
