/** The sheet a view writes on: what it may use, decided by `terminal/` and handed in, so that views stay pure. */
export interface Page {
  /** Columns of the terminal; undefined when there is none (a pipe), and lines may be as long as they need. */
  readonly width: number | undefined;
  /** Whether colours and other styles may be used. */
  readonly colour: boolean;
  /** Whether characters outside ASCII can be shown (bars, arrows). */
  readonly unicode: boolean;
}
