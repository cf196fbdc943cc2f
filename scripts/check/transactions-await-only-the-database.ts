/**
 * Inside a transaction nothing is awaited but the database: locks are held meanwhile, and the work may run again.
 * Read off the syntax alone, so that it takes a second: a transaction is the callback of `withTransaction`, or any
 * function whose first parameter is a `tx`; what it awaits must mention that `tx`.
 */
import { readFileSync } from "node:fs";
import ts from "typescript";

export type Violation = { file: string; line: number; message: string };

/** Words that betray the outside world wherever they stand in a call, with or without a `tx` beside them. */
const STRANGERS = new Set([
  ...["fetch", "undici", "stripe", "redis", "publish", "http", "https"],
  ...["settimeout", "setinterval", "setimmediate", "sleep", "wait", "delay", "pause"],
]);

const RULE = "Inside a transaction only the database is awaited:";

/** Every place in these files (absolute paths) where a transaction would wait for a stranger. */
export function findTransactionViolations(files: readonly string[]): Violation[] {
  return files.flatMap((file) => violationsIn(file, readFileSync(file, "utf8")));
}

/** As `findTransactionViolations`, for one text. */
export function violationsIn(file: string, text: string): Violation[] {
  if (!/\btx\b|withTransaction/.test(text)) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = new Map<number, Violation>();
  const report = (node: ts.Node, message: string): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    if (!found.has(line)) found.set(line, { file, line, message: `${RULE} ${message}` });
  };
  for (const [scope, handle] of transactionsIn(source)) inspect(scope, handle, report);
  return [...found.values()].sort((left, right) => left.line - right.line);
}

/** The functions that run in a transaction, with the name that each calls its handle by. */
function* transactionsIn(source: ts.SourceFile): Generator<[ts.FunctionLikeDeclaration, string | undefined]> {
  const callbacks = new Set<string>();
  for (const node of nodesBelow(source)) {
    if (!ts.isCallExpression(node) || calleeOf(node) !== "withTransaction") continue;
    const [, work] = node.arguments;
    if (work !== undefined && ts.isIdentifier(work)) callbacks.add(work.text);
    if (work !== undefined && isFunction(work)) yield [work, handleOf(work)];
  }
  for (const node of nodesBelow(source)) {
    if (!isFunction(node)) continue;
    const handle = handleOf(node);
    const named = callbacks.has(nameOf(node) ?? "");
    if (named || handle === "tx" || typeOf(node) === "Tx") yield [node, handle];
  }
}

function inspect(
  scope: ts.FunctionLikeDeclaration,
  handle: string | undefined,
  report: (node: ts.Node, message: string) => void,
): void {
  const own = new Set(["tx", ...(handle === undefined ? [] : [handle])]);
  if (scope.body === undefined) return;
  for (const node of nodesBelow(scope.body)) {
    // What is made with the handle and not awaited yet belongs to the database too: a builder, a store, a promise.
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
      if (!ts.isAwaitExpression(node.initializer) && mentions(node.initializer, own)) own.add(node.name.text);
    }
    if (ts.isCallExpression(node)) {
      const stranger = wordsOf(node.expression).find((word) => STRANGERS.has(word.toLowerCase()));
      if (stranger !== undefined) report(node, `\`${stranger}\` is not it.`);
      if (calleeOf(node) === "withTransaction")
        report(node, "a second transaction waits for a second connection.");
    }
    if (ts.isAwaitExpression(node) && !mentions(node.expression, own) && !callsBack(scope, node.expression))
      report(node, `\`${excerpt(node.expression)}\` is given no tx.`);
  }
}

/** A call of the function's own parameter: what it does is seen, and checked, where it is written. */
const callsBack = (scope: ts.FunctionLikeDeclaration, expression: ts.Expression): boolean =>
  ts.isCallExpression(expression) &&
  scope.parameters.some(({ name }) => ts.isIdentifier(name) && name.text === expression.expression.getText());

type FunctionNode = ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration | ts.MethodDeclaration;

const isFunction = (node: ts.Node): node is FunctionNode =>
  ts.isArrowFunction(node) ||
  ts.isFunctionExpression(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isMethodDeclaration(node);

function handleOf(scope: FunctionNode): string | undefined {
  const name = scope.parameters[0]?.name;
  return name !== undefined && ts.isIdentifier(name) ? name.text : undefined;
}

const typeOf = (scope: FunctionNode): string | undefined => scope.parameters[0]?.type?.getText();

function nameOf(scope: FunctionNode): string | undefined {
  if (scope.name !== undefined) return scope.name.getText();
  return ts.isVariableDeclaration(scope.parent) ? scope.parent.name.getText() : undefined;
}

const calleeOf = ({ expression }: ts.CallExpression): string | undefined => wordsOf(expression).at(-1);

/** The words of `stripe.refunds.create`; those of a call or an index in between count too. */
function wordsOf(expression: ts.Expression): string[] {
  if (ts.isIdentifier(expression)) return [expression.text];
  if (ts.isPropertyAccessExpression(expression))
    return [...wordsOf(expression.expression), expression.name.text];
  if (ts.isCallExpression(expression) || ts.isElementAccessExpression(expression))
    return wordsOf(expression.expression);
  return ts.isNonNullExpression(expression) ? wordsOf(expression.expression) : [];
}

function mentions(root: ts.Node, names: ReadonlySet<string>): boolean {
  if (ts.isIdentifier(root)) return names.has(root.text);
  for (const node of nodesBelow(root)) if (ts.isIdentifier(node) && names.has(node.text)) return true;
  return false;
}

function* nodesBelow(root: ts.Node): Generator<ts.Node> {
  yield root;
  const children: ts.Node[] = [];
  ts.forEachChild(root, (child) => {
    children.push(child);
  });
  for (const child of children) yield* nodesBelow(child);
}

const EXCERPT_LENGTH_MAX = 60;

const excerpt = (node: ts.Node): string => {
  const text = node.getText().replace(/\s+/g, " ");
  return text.length > EXCERPT_LENGTH_MAX ? `${text.slice(0, EXCERPT_LENGTH_MAX)}…` : text;
};
