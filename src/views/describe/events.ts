/** Events as kubectl shows them, newest last. */
import { ageOf, humanDuration, parseTime } from '../../batch/durations.ts';
import type { KubeEvent } from '../../batch/objects.ts';
import type { JobDescription } from '../../operations/describe-result.ts';
import { plain } from '../text.ts';
import { rowsWithText } from './rows.ts';
import { type Sheet, section } from './sheet.ts';

/** The events of the Job and, when some are there, of its stuck pods, with a column that says whose they are. */
export function events({ events: all, unread, job, now }: JobDescription, sheet: Sheet): string {
  if (all.length === 0) {
    return unread.some(({ what }) => what === 'events') ? '' : `${sheet.style.bold('Events:')}  <none>\n`;
  }
  const mixed = all.some(({ involved }) => involved.uid !== job.metadata.uid);
  const rows = all.map((event) => {
    const { type, reason, from, message, involved } = event;
    const painted = type === 'Warning' ? sheet.style.yellow(plain(type)) : plain(type);
    const whose = mixed ? plain(`${involved.kind.toLowerCase()}/${involved.name}`) : '';
    return [painted, plain(reason), seenText(event, now), plain(from), whose, plain(message)];
  });
  return section('Events', fewestLines(rows, sheet), sheet);
}

const HEADERS = ['Type', 'Reason', 'Age', 'From', 'Object', 'Message'];
const FROM = 3;

/** Where messages get too little room the sender goes: the reason says nearly as much. */
function fewestLines(rows: readonly (readonly string[])[], sheet: Sheet): string {
  const whole = rowsWithText(rows, sheet, { headers: HEADERS });
  if (whole.split('\n').length <= rows.length + 2) return whole;
  const senderless = rows.map((row) => row.with(FROM, ''));
  return rowsWithText(senderless, sheet, { headers: HEADERS });
}

/** `72s`, or `72s (x2 over 73s)` for what happened more than once. */
function seenText({ count, firstSeen, lastSeen, metadata }: KubeEvent, now: number): string {
  const age = ageOf(lastSeen ?? firstSeen ?? metadata.creationTimestamp, now);
  const first = parseTime(firstSeen);
  return count > 1 && first !== undefined ? `${age} (x${count} over ${humanDuration(now - first)})` : age;
}
