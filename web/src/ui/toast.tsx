"use client";

import { BellRing, CircleAlert, CircleCheck, X } from "lucide-react";
import Link from "next/link";
import { Toast as Radix } from "radix-ui";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";

type Tone = "done" | "problem" | "alert";
type Message = Readonly<{ id: number; tone: Tone; text: string; link: ToastLink | null }>;
type ToastLink = Readonly<{ href: string; label: string }>;
type Say = (text: string, tone?: Tone, link?: ToastLink) => void;

const SHOWN_MILLISECONDS = 5_000;
/** What somebody asked to be told stays until they have seen it. */
const ALERT_MILLISECONDS = Number.POSITIVE_INFINITY;
/** More than these at once are read by nobody. */
const MESSAGES_MAX = 3;

const ICONS = { done: CircleCheck, problem: CircleAlert, alert: BellRing } as const;

const SayContext = createContext<Say>(() => {});

/** Says something in passing, in a corner, where it covers nothing. An alert stays until it is closed. */
export const useToast = (): Say => useContext(SayContext);

function Toast({ tone, text, link, onClose }: Omit<Message, "id"> & Readonly<{ onClose: () => void }>) {
  const Icon = ICONS[tone];
  return (
    <Radix.Root
      duration={tone === "alert" ? ALERT_MILLISECONDS : SHOWN_MILLISECONDS}
      onOpenChange={(open) => !open && onClose()}
      className="rise flex items-center gap-3 rounded-base bg-ink py-1 pr-1 pl-4 text-paper shadow-[var(--lift)]"
    >
      <Icon aria-hidden="true" className="size-5 shrink-0" />
      <div className="grid flex-1 gap-0.5 py-2">
        <Radix.Description className="font-medium">{text}</Radix.Description>
        {link && (
          <Radix.Action asChild altText={link.label}>
            <Link
              href={link.href}
              prefetch={false}
              className="justify-self-start font-semibold underline underline-offset-4"
            >
              {link.label}
            </Link>
          </Radix.Action>
        )}
      </div>
      <Radix.Close
        aria-label="Close"
        className="grid size-9 shrink-0 place-items-center self-start rounded-small opacity-70 hover:opacity-100"
      >
        <X aria-hidden="true" className="size-4" />
      </Radix.Close>
    </Radix.Root>
  );
}

export function ToastProvider({ children }: Readonly<{ children: ReactNode }>) {
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const next = useRef(0);
  const say = useCallback<Say>((text, tone = "done", link) => {
    next.current += 1;
    const id = next.current;
    setMessages((current) => [...current, { id, tone, text, link: link ?? null }].slice(-MESSAGES_MAX));
  }, []);
  const forget = (id: number) => setMessages((current) => current.filter((message) => message.id !== id));
  const value = useMemo(() => say, [say]);
  return (
    <SayContext.Provider value={value}>
      <Radix.Provider swipeDirection="down">
        {children}
        {messages.map(({ id, ...message }) => (
          <Toast key={id} {...message} onClose={() => forget(id)} />
        ))}
        <Radix.Viewport className="fixed inset-x-4 bottom-4 z-60 grid gap-2 outline-none sm:right-6 sm:bottom-6 sm:left-auto sm:w-90 max-lg:[body:has([data-stuck])_&]:bottom-36" />
      </Radix.Provider>
    </SayContext.Provider>
  );
}
