"use client";

import { useMutation } from "@apollo/client/react";
import { type FormEvent, useState } from "react";
import { sendSession } from "#web/features/session/send-session.ts";
import { UpdateProfileDocument } from "#web/graph/__generated__/graphql.ts";
import { Button } from "#web/ui/button.tsx";
import { Field } from "#web/ui/field.tsx";
import { useToast } from "#web/ui/toast.tsx";
import type { Viewer } from "./account-page.tsx";
import { attempt } from "./attempt.ts";

/** The name others see. The header learns of it with the next session token, so one is fetched at once. */
export function ProfileForm({ viewer }: Readonly<{ viewer: Viewer }>) {
  const say = useToast();
  const [update, { loading }] = useMutation(UpdateProfileDocument);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const displayName = String(new FormData(event.currentTarget).get("displayName")).trim();
    const found = await attempt(async () => {
      const { data, error } = await update({ variables: { input: { displayName } } });
      return { payload: data?.updateProfile, error };
    });
    setProblem(found?.message ?? null);
    if (found) return;
    await sendSession({ action: "refresh" });
    say("Your name is saved.");
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-3">
      <p className="text-grey-7">
        You sign in as <span className="font-medium text-ink">{viewer.email}</span>.
      </p>
      <Field
        label="Name others see"
        name="displayName"
        required
        minLength={2}
        maxLength={50}
        defaultValue={viewer.user?.displayName ?? ""}
        problem={problem}
      />
      <Button type="submit" look="outline" busy={loading} className="justify-self-start">
        Save name
      </Button>
    </form>
  );
}
