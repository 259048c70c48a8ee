// node main.js BASE_URL, with the token in TOKEN: prints what the hour came to.

import { hour } from './hour.js'

declare const process: { argv: string[]; env: Record<string, string | undefined> }

console.log(JSON.stringify(await hour(process.argv[2] ?? '', process.env['TOKEN'] ?? '')))
