"use client";

import Link from "next/link";
import { type FormEvent, useState } from "react";
import { Button } from "#web/ui/button.tsx";
import { Field } from "#web/ui/field.tsx";
import { Note } from "#web/ui/notes.tsx";
import type { SessionAnswer, SessionRequest } from "./credentials.ts";
import { sendSession } from "./send-session.ts";

type Kind = "sign-in" | "register";
type Props = Readonly<{ kind: Kind; to: string; problem: string | null }>;

const WORDS = {
  "sign-in": {
    title: "Sign in",
    button: "Sign in",
    other: "/register",
    otherWords: "Open an account",
    before: "New here?",
  },
  register: {
    title: "Open an account",
    button: "Open account",
    other: "/sign-in",
    otherWords: "Sign in",
    before: "Already have one?",
  },
} as const;

const NAMES: Readonly<Record<string, string>> = {
  email: "email",
  password: "password",
  displayName: "displayName",
  totpCode: "totpCode",
};

/** The problem of one field; problems of no field we show belong to the form as a whole. */
const problemOf = (answer: SessionAnswer | null, name: string): string | null =>
  answer?.problems.find(({ field }) => field === name)?.message ?? null;

const wholeProblem = (answer: SessionAnswer | null): string | null =>
  answer?.problems.find(({ field }) => field === null || !NAMES[field])?.message ?? null;

function requestFrom(kind: Kind, form: FormData): SessionRequest {
  const text = (name: string): string => String(form.get(name) ?? "");
  const credentials = { email: text("email").trim(), password: text("password") };
  if (kind === "register")
    return { action: "register", ...credentials, displayName: text("displayName").trim() };
  const totpCode = text("totpCode").trim();
  return { action: "sign-in", ...credentials, ...(totpCode ? { totpCode } : {}) };
}

function Fields({ kind, answer }: Readonly<{ kind: Kind; answer: SessionAnswer | null }>) {
  return (
    <>
      {kind === "register" && (
        <Field
          label="Name others see"
          name="displayName"
          autoComplete="nickname"
          required
          minLength={2}
          maxLength={50}
          problem={problemOf(answer, "displayName")}
        />
      )}
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete={kind === "register" ? "email" : "username"}
        required
        maxLength={320}
        problem={problemOf(answer, "email")}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete={kind === "register" ? "new-password" : "current-password"}
        required
        maxLength={128}
        {...(kind === "register" ? { minLength: 10, hint: "10 characters or more, of any kind." } : {})}
        problem={problemOf(answer, "password")}
      />
      {answer?.mfaRequired && (
        <Field
          label="Code from your authenticator app"
          name="totpCode"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          autoFocus
          maxLength={10}
          problem={problemOf(answer, "totpCode")}
        />
      )}
    </>
  );
}

/** Signing in and registering: a form that a browser can send by itself, and that says what is wrong where it is wrong. */
export function SessionForm({ kind, to, problem }: Props) {
  const words = WORDS[kind];
  const [answer, setAnswer] = useState<SessionAnswer | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    const next = await sendSession(requestFrom(kind, form));
    setAnswer(next);
    // A whole new page: it is rendered for this person, and nothing of the anonymous one is left.
    if (next.ok) window.location.assign(to);
    else setBusy(false);
  };
  const whole = wholeProblem(answer) ?? (answer ? null : problem);
  return (
    <form method="post" action="/session" onSubmit={(event) => void submit(event)} className="grid gap-4">
      <h1 className="text-display">{words.title}</h1>
      <input type="hidden" name="action" value={kind} />
      <input type="hidden" name="to" value={to} />
      {whole && (
        <Note tone="problem">
          <p className="font-medium">{whole}</p>
        </Note>
      )}
      <Fields kind={kind} answer={answer} />
      <Button type="submit" size="large" wide busy={busy}>
        {words.button}
      </Button>
      <p className="text-center text-grey-7">
        {words.before}{" "}
        <Link
          href={`${words.other}?to=${encodeURIComponent(to)}`}
          className="font-medium text-accent underline-offset-4 hover:underline"
        >
          {words.otherWords}
        </Link>
      </p>
    </form>
  );
}
