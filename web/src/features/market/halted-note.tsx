import { CirclePause } from "lucide-react";

/** Says that a market is halted, and what can be done in it all the same. */
export const HaltedNote = () => (
  <div role="status" className="flex gap-3 rounded-base border border-danger/40 bg-danger-wash px-3.5 py-3">
    <CirclePause aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-danger" />
    <div>
      <p className="font-semibold">Trading in this size is halted</p>
      <p className="text-grey-8">
        Nothing is bought, sold, placed or changed until it goes on. Bids and asks stay where they are, and
        can be cancelled. This page says when it goes on.
      </p>
    </div>
  </div>
);
