/** Field selectors as text. */

/** `path=value`, whatever the value holds (k8s.io/apimachinery/pkg/fields/selector.go, EscapeValue): what people type need not be a name. */
export function fieldIs(path: string, value: string): string {
  return `${path}=${value.replace(/[\\,=]/g, '\\$&')}`;
}
