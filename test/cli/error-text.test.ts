import { describe, expect, test } from 'vitest';
import { errorText } from '../../src/cli/error-text.ts';
import { UserError, usageError } from '../../src/cli/user-error.ts';
import { ApiError, ConnectionError, KubeconfigError } from '../../src/cluster/errors.ts';
import { Interrupted, OutputClosed } from '../../src/terminal/ending.ts';
import { TemplateError } from '../../src/views/jsonpath.ts';

const context = { command: 'kubectl job list', verbosity: 0 };

function apiError(code: number, reason: string, message: string): ApiError {
  return new ApiError({
    code,
    message,
    status: { code, reason, message, causes: [], retryAfterSeconds: undefined, source: {} },
  });
}

describe('errors in kubectl’s words', () => {
  const check = (name: string, error: unknown, kind: string, ...lines: readonly string[]) =>
    test(name, () => {
      const report = errorText(error, context);
      expect(report.kind).toBe(kind);
      expect(report.text.split('\n').slice(0, lines.length)).toEqual(lines);
    });

  check(
    'a mistake in the command',
    usageError('unknown flag: --x', 'Did you mean --y?'),
    'usage',
    'error: unknown flag: --x',
    'Did you mean --y?',
    "See 'kubectl job list --help' for usage.",
  );
  check(
    'something the user can mend',
    new UserError('the path "x" does not exist'),
    'error',
    'error: the path "x" does not exist',
    '',
  );
  check('a Job that is gone', new UserError('it is gone', { exit: 'gone' }), 'gone', 'error: it is gone');
  check(
    'not found',
    apiError(404, 'NotFound', 'jobs.batch "x" not found'),
    'error',
    'Error from server (NotFound): jobs.batch "x" not found',
    "See the Jobs of all namespaces with 'kubectl job list -A'.",
  );
  check(
    'forbidden',
    apiError(403, 'Forbidden', 'jobs.batch is forbidden: User "u" cannot list'),
    'error',
    'Error from server (Forbidden): jobs.batch is forbidden: User "u" cannot list',
  );
  check(
    'unauthorized',
    apiError(401, 'Unauthorized', 'Unauthorized'),
    'error',
    'error: You must be logged in to the server (Unauthorized)',
  );
  check('an answer without a reason', new ApiError({ code: 500, message: 'boom' }), 'error', 'Error from server: boom');
  check(
    'no connection',
    new ConnectionError('The connection to the server x was refused', {
      trouble: 'refused',
      server: 'x',
      attempt: 'GET x',
      hint: 'Is it up?',
    }),
    'error',
    'The connection to the server x was refused',
    'Is it up?',
  );
  check(
    'no kubeconfig',
    new KubeconfigError('no configuration', 'Set KUBECONFIG.'),
    'error',
    'error: no configuration',
    'Set KUBECONFIG.',
  );
  check(
    'a template that does not fit',
    new TemplateError('array index out of bounds'),
    'error',
    'error: array index out of bounds',
  );
  check('Ctrl-C says nothing', new Interrupted('SIGINT'), 'interrupted', '');
  check('a closed pipe says nothing and is no error', new OutputClosed(), 'ok', '');
  check(
    'anything else is our bug, in two lines',
    new TypeError('x is undefined'),
    'error',
    'error: x is undefined',
    "This is a bug in kubectl-job. 'kubectl job list … -v 1' shows where it happened.",
    '',
  );
  check('even what is no error', 'text', 'error', 'error: text');
});

test('the stack is shown with -v only', () => {
  const bug = new TypeError('x is undefined');
  expect(errorText(bug, context).text).not.toContain('at ');
  expect(errorText(bug, { ...context, verbosity: 1 }).text).toContain('error-text.test.ts');
});

test('what a server says is made harmless', () => {
  expect(errorText(apiError(404, 'NotFound', 'jobs "\x1b[2Jx" not found'), context).text).not.toContain('\x1b');
});

describe('what oclif’s parser throws', () => {
  const check = (thrown: string, said: string) =>
    test(thrown.split('\n')[0] ?? '', () => {
      const error = Object.assign(new Error(thrown), { oclif: { exit: 2 } });
      expect(errorText(error, context)).toEqual({
        kind: 'usage',
        text: `error: ${said}\nSee 'kubectl job list --help' for usage.\n`,
      });
    });

  check('Flag --output expects a value', 'flag needs an argument: --output');
  check('Unexpected argument: x\nSee more help with --help', 'unexpected argument: x');
  check(
    'Expected --color=x to be one of: a, b\nSee more help',
    'invalid argument "x" for "--color" flag: must be one of a, b',
  );
  check('Missing 1 required arg:\nname\nSee more help with --help', 'missing argument: NAME');
  check(
    'Missing 1 required arg:\nshell  (bash|zsh)  What for.\nSee more help with --help',
    'missing argument: SHELL (bash|zsh)',
  );
  check(
    'Missing 1 required arg:\nkind  (watch-cut|clear) What\n      goes wrong.\nSee more help with --help',
    'missing argument: KIND (watch-cut|clear)',
  );
  check('Expected tcsh to be one of: bash, zsh\nSee more help', 'invalid argument "tcsh": must be one of bash, zsh');
  check(
    'Parsing --max-width \n\tExpected an integer greater than or equal to 1 but received: 0\nSee more help',
    'invalid argument "0" for "--max-width" flag: it must be an integer greater than or equal to 1',
  );
  check(
    'The following error occurred:\n  \x1b[2m--a cannot also be provided when using --b\x1b[22m\nSee more help',
    '--a cannot also be provided when using --b',
  );
});
