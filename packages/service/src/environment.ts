import { z } from "zod";

/**
 * Reads a process's environment, once, through one shape.
 * Throws one error that names every problem, so that a broken deployment is mended in one go.
 */
export function readEnvironment<Shape extends z.ZodObject>(
  service: string,
  shape: Shape,
  environment: Record<string, string | undefined>,
): z.infer<Shape> {
  const parsed = shape.safeParse(environment);
  if (!parsed.success) throw new Error(`${service} cannot start:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
