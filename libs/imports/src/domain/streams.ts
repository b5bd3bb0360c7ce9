export const importStream = (importId: string): string => `import-${importId}`;
