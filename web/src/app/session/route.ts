import { type NextRequest, NextResponse } from "next/server";
import { type SessionAnswer, sessionRequest } from "#web/features/session/credentials.ts";
import { type Outcome, openSession } from "#web/features/session/open-session.ts";
import { safeReturnTo } from "#web/features/session/return-to.ts";
import { readBody } from "#web/graph/body.ts";
import { isFromOwnPage } from "#web/graph/same-origin.ts";
import { isSecure } from "#web/graph/secure.ts";
import { cookiesFor, sessionIn } from "#web/graph/session-cookies.ts";
import { setCookie } from "#web/graph/set-cookie.ts";

const BODY_BYTES_MAX = 8 * 1024;

const refusal = (status: number, message: string): NextResponse => {
  const answer: SessionAnswer = { ok: false, problems: [{ field: null, message }] };
  return NextResponse.json(answer, { status });
};

function parse(body: string, isForm: boolean): unknown {
  try {
    return isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body);
  } catch {
    return null;
  }
}

/** Where a form goes next: scripts were slow to arrive, and the browser sent it by itself. */
function redirectAfter(form: Record<string, unknown>, { answer }: Outcome): NextResponse {
  const to = safeReturnTo(form.to);
  const page = form.action === "register" ? "/register" : "/sign-in";
  const back = new URLSearchParams({ to, problem: answer.problems[0]?.message ?? "Check what you entered." });
  return new NextResponse(null, { status: 303, headers: { location: answer.ok ? to : `${page}?${back}` } });
}

/** Signs in, registers, refreshes and signs out. Tokens go into cookies that no script reads, and nowhere else. */
export async function POST(request: NextRequest): Promise<NextResponse> {
  if (!isFromOwnPage(request.headers)) return refusal(403, "Only pages of this site may do this.");
  const isForm =
    request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") ?? false;
  const body = await readBody(request, BODY_BYTES_MAX);
  if (body === null) return refusal(413, "That was too much to read.");
  const given = parse(body, isForm);
  const parsed = sessionRequest.safeParse(given);
  if (!parsed.success) return refusal(400, "Fill in every field, then try again.");
  const outcome = await openSession(
    parsed.data,
    sessionIn((name) => request.cookies.get(name)?.value),
  );
  const answer = isForm
    ? redirectAfter(given as Record<string, unknown>, outcome)
    : NextResponse.json(outcome.answer, { status: outcome.status });
  answer.headers.set("cache-control", "no-store");
  const { session } = outcome;
  if (session !== undefined)
    for (const cookie of cookiesFor(session, isSecure(request))) setCookie(answer, cookie);
  return answer;
}
