/**
 * How the process of the language server is started. Young objects get 2 MB instead of 16: what an edit leaves behind is
 * small, and at 20,000 lines the process stays 30 MB smaller without being slower.
 */
export const serverFlags: readonly string[] = ["--max-semi-space-size=2"];
