/** The last gate before the terminal. Views have made cluster text plain already; what slips through stops here. */

/**
 * The text without control characters, except newline, tab and colour codes (SGR). Data is not changed by it: structured
 * output has its control characters escaped before.
 */
export function sanitise(text: string): string {
  return CONTROL.test(text) ? text.replace(OTHER_THAN_COLOUR, '$1') : text;
}

const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f]/;

/** A colour code is kept as the first group; any other control character is matched alone and goes. */
const OTHER_THAN_COLOUR = /(\x1b\[[0-9;]{0,24}m)|[\0-\x08\x0b-\x1f\x7f-\x9f]/g;
