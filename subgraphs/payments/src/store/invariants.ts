export const invariants: readonly { name: string; sql: string }[] = [];
