export function licenceTexts(root: string, names: readonly string[]): string;
