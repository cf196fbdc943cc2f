/** The only reader of the environment in this process; what it must hold is checked by @outcry/service. */
export const environment = (): Record<string, string | undefined> => process.env;
