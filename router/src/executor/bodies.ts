import type { Run } from "./run.ts";

export type Question = Readonly<{
  text: string;
  operationName: string | undefined;
  /** The client's variables that the text uses. */
  variables: readonly string[];
  /** The variables that representations go into, in the order in which they are given. */
  representations: readonly string[];
}>;

/** Prepares the body of a request to a subgraph, which is written once but for the values of its variables. */
export function compileBody(question: Question): (run: Run, representations: readonly string[]) => string {
  const { text, operationName, variables: used } = question;
  const opening = `{"query":${JSON.stringify(text)}${
    operationName ? `,"operationName":${JSON.stringify(operationName)}` : ""
  },"variables":{`;
  const usages = used.map((name) => ({ name, key: `${JSON.stringify(name)}:` }));
  const keys = question.representations.map((name) => `${JSON.stringify(name)}:`);
  return ({ variables }, representations) => {
    let body = opening;
    let separator = "";
    for (const { name, key } of usages) {
      const json = Object.hasOwn(variables, name) ? JSON.stringify(variables[name]) : undefined;
      if (json === undefined) continue;
      body += separator + key + json;
      separator = ",";
    }
    for (let index = 0; index < keys.length; index += 1) {
      body += `${separator}${keys[index]}[${representations[index]}]`;
      separator = ",";
    }
    return `${body}}}`;
  };
}
