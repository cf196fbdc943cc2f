"use client";

import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";

type Props = Readonly<{
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description: string;
  children: ReactNode;
}>;

/** A sheet over the page: from the side on a desk, from the bottom under a thumb. Escape and the scrim close it. */
export function Sheet({ open, onOpenChange, title, description, children }: Props) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="appear fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          // The sheet itself takes the focus: no keyboard pops up under a thumb, and the next tab is its first control.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          className="rise sm:slide-in fixed inset-x-0 bottom-0 z-50 flex max-h-[94dvh] flex-col rounded-t-large border-grey-3 bg-paper shadow-[var(--lift)] outline-none sm:inset-y-0 sm:right-0 sm:left-auto sm:max-h-none sm:w-[440px] sm:rounded-none sm:border-l"
        >
          <header className="flex items-center justify-between gap-3 border-b border-grey-3 py-2 pr-2 pl-5">
            <Dialog.Title className="text-title font-semibold">{title}</Dialog.Title>
            <Dialog.Close
              aria-label="Close"
              className="grid size-11 place-items-center rounded-base text-grey-7 hover:bg-grey-2 hover:text-ink"
            >
              <X aria-hidden="true" className="size-5" />
            </Dialog.Close>
          </header>
          <Dialog.Description className="sr-only">{description}</Dialog.Description>
          <div className="flex-1 overflow-y-auto overscroll-contain">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
