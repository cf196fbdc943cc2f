/** Two sides of a book that meet: bids from the left, asks from the right. */
export const Logo = () => (
  <span className="inline-flex items-center gap-2">
    <svg viewBox="0 0 32 32" aria-hidden="true" className="size-7 shrink-0">
      <g className="fill-bid">
        <rect x="2" y="5" width="8" height="5" rx="1.5" />
        <rect x="2" y="13.5" width="12.5" height="5" rx="1.5" />
        <rect x="2" y="22" width="5" height="5" rx="1.5" />
      </g>
      <g className="fill-ask">
        <rect x="25" y="5" width="5" height="5" rx="1.5" />
        <rect x="17.5" y="13.5" width="12.5" height="5" rx="1.5" />
        <rect x="20" y="22" width="10" height="5" rx="1.5" />
      </g>
    </svg>
    <span className="text-title font-bold tracking-[-0.045em]">outcry</span>
  </span>
);
