/** `npm run picture`: makes the README's picture from a session of the built program. A test holds it against what the program prints. */
import { writeFile } from 'node:fs/promises';
import { COLUMNS, session, TITLE } from './picture/session.ts';
import { terminalSvg } from './picture/svg.ts';

await writeFile('docs/picture.svg', terminalSvg(await session(), { columns: COLUMNS, title: TITLE }));
