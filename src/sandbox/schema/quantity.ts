/** Amounts of resources: `500m`, `1.5Gi`, `2e3` (Kubernetes 1.36, apimachinery/pkg/api/resource/quantity.go). */

/** An amount, exact to a billionth, and the family of suffixes it was written with. */
export interface Quantity {
  readonly nanos: bigint;
  readonly format: 'DecimalSI' | 'BinarySI' | 'DecimalExponent';
}

/** What the server says of a text that is no quantity. */
const QUANTITY_ERRORS = {
  format: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  numeric: 'unable to parse numeric part of quantity',
  suffix: "unable to parse quantity's suffix",
} as const;

/** Reads a quantity; text that is none gives the server's words about it. */
export function parseQuantity(text: string): Quantity | { readonly error: string } {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text);
  if (!match || text === '') return { error: QUANTITY_ERRORS.format };
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '' && suffix !== '') return { error: QUANTITY_ERRORS.numeric };
  const scale = scaleOf(suffix);
  if (!scale) return { error: QUANTITY_ERRORS.suffix };
  const digits = BigInt(whole + fraction || '0');
  const divisor = 10n ** BigInt(fraction.length) * scale.divisor;
  const raised = digits * NANO * scale.factor;
  const nanos = (raised + divisor - 1n) / divisor;
  return { nanos: sign === '-' ? -nanos : nanos, format: scale.format };
}

/** Kubernetes' own way of writing an amount: the greatest suffix that leaves a whole number. */
export function printQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return '0';
  const whole = nanos / NANO;
  const isWhole = nanos % NANO === 0n;
  const isSmall = whole > -1024n && whole < 1024n;
  if (format === 'BinarySI' && isWhole && !isSmall) return printInSteps(whole, 1024n, BINARY_SUFFIXES);
  let mantissa = nanos;
  let exponent = -9;
  while (mantissa % 1000n === 0n && exponent < 18) {
    mantissa /= 1000n;
    exponent += 3;
  }
  if (format === 'DecimalExponent') return exponent === 0 ? `${mantissa}` : `${mantissa}e${exponent}`;
  return `${mantissa}${DECIMAL_SUFFIXES[(exponent + 9) / 3] ?? ''}`;
}

const NANO = 1_000_000_000n;
const DECIMAL_SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

interface Scale {
  readonly factor: bigint;
  readonly divisor: bigint;
  readonly format: Quantity['format'];
}

function scaleOf(suffix: string): Scale | undefined {
  const binary = BINARY_SUFFIXES.indexOf(suffix);
  if (binary > 0) return { factor: 1024n ** BigInt(binary), divisor: 1n, format: 'BinarySI' };
  const decimal = DECIMAL_SUFFIXES.indexOf(suffix);
  if (decimal >= 0) return powerOfTen(decimal * 3 - 9, 'DecimalSI');
  const exponent = /^[eE]([-+]?\d+)$/.exec(suffix)?.[1];
  return exponent === undefined || exponent.length > 4 ? undefined : powerOfTen(Number(exponent), 'DecimalExponent');
}

function powerOfTen(exponent: number, format: Quantity['format']): Scale {
  const power = 10n ** BigInt(Math.abs(exponent));
  return exponent < 0 ? { factor: 1n, divisor: power, format } : { factor: power, divisor: 1n, format };
}

function printInSteps(value: bigint, step: bigint, suffixes: readonly string[]): string {
  let mantissa = value;
  let i = 0;
  while (mantissa % step === 0n && i < suffixes.length - 1) {
    mantissa /= step;
    i += 1;
  }
  return `${mantissa}${suffixes[i]}`;
}
