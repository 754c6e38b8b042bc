/** What the counting thread is asked and answers. */
export interface ToWorker {
  readonly id: number;
  readonly texts: readonly string[];
}

export type FromWorker =
  | { readonly kind: "ready" }
  /** The vocabulary could not be loaded; the thread ends. */
  | { readonly kind: "failed"; readonly message: string }
  | {
      readonly kind: "counted";
      readonly id: number;
      readonly counts: readonly { readonly tokens: number; readonly exact: boolean }[];
    };

export interface WorkerData {
  /** The path of gemma.ranks.gz. */
  readonly ranks: string;
}
