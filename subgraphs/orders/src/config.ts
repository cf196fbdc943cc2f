import { z } from "zod";

/** What orders reads from the environment besides what every subgraph of a fleet does: nothing. */
export const ordersEnvironment = z.object({});

/** The only reader of the environment in this process. */
export const environment = (): Record<string, string | undefined> => process.env;
