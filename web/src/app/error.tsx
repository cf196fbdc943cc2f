"use client";

import { Button } from "#web/ui/button.tsx";

type Props = Readonly<{ error: Error & { digest?: string }; reset: () => void }>;

export default function PageError({ error, reset }: Props) {
  return (
    <div className="page grid justify-items-start gap-3 pt-16">
      <h1 className="text-display">Something broke on our side.</h1>
      <p className="max-w-[56ch] text-large text-grey-7">
        Nothing you did is lost. Try again; if it happens once more, write to us
        {error.digest ? (
          <>
            {" "}
            with this reference: <code className="select-all">{error.digest}</code>
          </>
        ) : (
          " and say what you were doing"
        )}
        .
      </p>
      <Button className="mt-3" onClick={reset}>
        Try again
      </Button>
    </div>
  );
}
