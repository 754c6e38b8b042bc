/** For the tests that are TypeScript: what they use of it. */
export function findChrome(): Promise<{ readonly executablePath: string; readonly env?: Record<string, string> }>;
