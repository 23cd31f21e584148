/** `native` writes archival PDF/A-2a; `wasm` runs anywhere but can only write tagged PDF 1.7, because that build takes no PDF options. */
export type EngineName = 'native' | 'wasm';

/** What the layout says of one field after it shrank it as far as it may. */
export interface Fit {
  field: string;
  overflow: boolean;
}

export interface Diagnostic {
  severity: string;
  message: string;
}

export interface Rendering {
  /** Errors and warnings of the layout itself. */
  diagnostics: Diagnostic[];
  fits: Fit[];
  /** Made only when there is nothing to report and everything fits. */
  pdf: Uint8Array | undefined;
}

export interface Engine {
  name: EngineName;
  /** `paper` is the JSON of one sheet. */
  render(paper: string): Promise<Rendering>;
  /** Forgets what earlier sheets left behind. */
  evict(): Promise<void>;
}
