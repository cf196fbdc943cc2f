"use client";

import { CircleAlert, CircleCheck } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";

type Message = Readonly<{ id: number; tone: "done" | "problem"; text: string }>;
type Say = (text: string, tone?: Message["tone"]) => void;

const SHOWN_MILLISECONDS = 5_000;
/** More than these at once are read by nobody. */
const MESSAGES_MAX = 3;

const SayContext = createContext<Say>(() => {});

/** Says something in passing, in a corner, where it covers nothing. */
export const useToast = (): Say => useContext(SayContext);

export function ToastProvider({ children }: Readonly<{ children: ReactNode }>) {
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const next = useRef(0);
  const say = useCallback<Say>((text, tone = "done") => {
    next.current += 1;
    const id = next.current;
    setMessages((current) => [...current, { id, tone, text }].slice(-MESSAGES_MAX));
  }, []);
  const forget = (id: number) => setMessages((current) => current.filter((message) => message.id !== id));
  const value = useMemo(() => say, [say]);
  return (
    <SayContext.Provider value={value}>
      <Radix.Provider duration={SHOWN_MILLISECONDS} swipeDirection="down">
        {children}
        {messages.map(({ id, tone, text }) => (
          <Radix.Root
            key={id}
            onOpenChange={(open) => !open && forget(id)}
            className="rise flex items-center gap-3 rounded-base bg-ink px-4 py-3 text-paper shadow-[var(--lift)]"
          >
            {tone === "done" ? (
              <CircleCheck aria-hidden="true" className="size-5 shrink-0" />
            ) : (
              <CircleAlert aria-hidden="true" className="size-5 shrink-0" />
            )}
            <Radix.Description className="font-medium">{text}</Radix.Description>
          </Radix.Root>
        ))}
        <Radix.Viewport className="fixed inset-x-4 bottom-4 z-60 grid gap-2 outline-none sm:right-6 sm:bottom-6 sm:left-auto sm:w-90" />
      </Radix.Provider>
    </SayContext.Provider>
  );
}
