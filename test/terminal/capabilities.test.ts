import { describe, expect, test } from 'vitest';
import { canRedraw, type Environment, pageOf } from '../../src/terminal/capabilities.ts';

const tty = { isTTY: true, columns: 120 };
const pipe = {};

describe('colour', () => {
  const check = (name: string, stream: object, env: Environment, colour: boolean) =>
    test(name, () => expect(pageOf(stream, env, 'linux').colour).toBe(colour));

  check('a terminal has it', tty, {}, true);
  check('a pipe has not', pipe, {}, false);
  check('NO_COLOR takes it away', tty, { NO_COLOR: '1' }, false);
  check('an empty NO_COLOR does not', tty, { NO_COLOR: '' }, true);
  check('a dumb terminal has none', tty, { TERM: 'dumb' }, false);
  check('FORCE_COLOR gives it to a pipe', pipe, { FORCE_COLOR: '1' }, true);
  check('FORCE_COLOR=0 takes it away', tty, { FORCE_COLOR: '0' }, false);
  check('what is forced wins over NO_COLOR', pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, true);
});

describe('width', () => {
  const check = (name: string, stream: object, env: Environment, width: number | undefined) =>
    test(name, () => expect(pageOf(stream, env, 'linux').width).toBe(width));

  check("the terminal's own", tty, { COLUMNS: '50' }, 120);
  check('COLUMNS for a stream without', pipe, { COLUMNS: '50' }, 50);
  check('COLUMNS for a terminal that does not know', { isTTY: true, columns: 0 }, { COLUMNS: '50' }, 50);
  check('none for a pipe', pipe, {}, undefined);
  check('junk in COLUMNS is none', pipe, { COLUMNS: 'wide' }, undefined);
});

describe('characters outside ASCII', () => {
  const check = (name: string, env: Environment, platform: string, unicode: boolean) =>
    test(name, () => expect(pageOf(tty, env, platform).unicode).toBe(unicode));

  check('with a UTF-8 locale', { LANG: 'en_US.UTF-8' }, 'linux', true);
  check('however it is written', { LC_CTYPE: 'C.utf8' }, 'linux', true);
  check('not in the C locale', { LANG: 'C' }, 'linux', false);
  check('not without a locale', {}, 'linux', false);
  check('LC_ALL decides before LANG', { LC_ALL: 'C', LANG: 'en_US.UTF-8' }, 'linux', false);
  check('an empty LC_ALL decides nothing', { LC_ALL: '', LANG: 'en_US.UTF-8' }, 'linux', true);
  check('always on Windows', {}, 'win32', true);
});

describe('redrawing', () => {
  test('on a terminal', () => expect(canRedraw(tty, {})).toBe(true));
  test('not in a pipe', () => expect(canRedraw(pipe, {})).toBe(false));
  test('not on a dumb terminal', () => expect(canRedraw(tty, { TERM: 'dumb' })).toBe(false));
});
