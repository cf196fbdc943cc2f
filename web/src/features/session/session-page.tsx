import { redirect } from "next/navigation";
import { visitor } from "#web/graph/visitor.ts";
import { safeReturnTo } from "./return-to.ts";
import { SessionForm } from "./session-form.tsx";

type Props = Readonly<{
  kind: "sign-in" | "register";
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}>;

const PROBLEM_LENGTH_MAX = 200;

/** A page with one form. Who is signed in already goes on to where they were going. */
export async function SessionPage({ kind, searchParams }: Props) {
  const { to: given, problem } = await searchParams;
  const to = safeReturnTo(given);
  if (await visitor()) redirect(to);
  const said = typeof problem === "string" ? problem.slice(0, PROBLEM_LENGTH_MAX) : null;
  return (
    <div className="page grid pt-10 sm:pt-16">
      <div className="mx-auto w-full max-w-sm">
        <SessionForm kind={kind} to={to} problem={said} />
      </div>
    </div>
  );
}
