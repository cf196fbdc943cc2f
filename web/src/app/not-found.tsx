import { LinkButton } from "#web/ui/button.tsx";

export default function NotFound() {
  return (
    <div className="page grid justify-items-start gap-3 pt-16">
      <p className="label">Not found</p>
      <h1 className="text-display">There is nothing at this address.</h1>
      <p className="max-w-[56ch] text-large text-grey-7">
        It may have moved, or the link may have lost a letter on its way.
      </p>
      <div className="mt-3 flex gap-3">
        <LinkButton href="/">Go home</LinkButton>
        <LinkButton href="/search" look="outline">
          See all products
        </LinkButton>
      </div>
    </div>
  );
}
