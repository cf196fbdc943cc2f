"use client";

import { type ReactNode, useState } from "react";
import { OrderBook } from "#web/features/market/order-book.tsx";
import { Badge } from "#web/ui/badge.tsx";
import { Button, type ButtonLook } from "#web/ui/button.tsx";
import { Choice, Field } from "#web/ui/field.tsx";
import { EmptyState, ErrorNote, Note } from "#web/ui/notes.tsx";
import { Change, Price } from "#web/ui/price.tsx";
import { ProductPicture } from "#web/ui/product-picture.tsx";
import { Sheet } from "#web/ui/sheet.tsx";
import { Skeleton } from "#web/ui/skeleton.tsx";
import { Stepper } from "#web/ui/stepper.tsx";
import { Segments, Tabs } from "#web/ui/tabs.tsx";
import { useToast } from "#web/ui/toast.tsx";

const LOOKS: readonly ButtonLook[] = [
  "ink",
  "bid",
  "ask",
  "bid-quiet",
  "ask-quiet",
  "outline",
  "quiet",
  "danger",
];

const PICTURES = [
  ["sneakers", "3f5573-ffffff-ff6a1f"],
  ["watches", "1f2f57-c9ced4-ffffff"],
  ["handbags", "1b1d20-d4af5a-1b1d20"],
  ["trading-cards", "1f8a86-ff7a1f-1b1d20"],
  ["consoles", "f2c230-8a9099-1b1d20"],
  ["jackets", "ff7a1f-3b4048-1b1d20"],
  ["anything-else", "c79a6b-d2232a-ffffff"],
] as const;

const COLOURS = [
  "paper",
  "raised",
  "grey-1",
  "grey-2",
  "grey-3",
  "grey-4",
  "grey-5",
  "grey-6",
  "grey-7",
  "grey-8",
  "grey-9",
  "ink",
];
const SIDES = [
  "accent",
  "accent-wash",
  "bid",
  "bid-ink",
  "bid-wash",
  "ask",
  "ask-ink",
  "ask-wash",
  "danger",
  "danger-wash",
];
const TEXTS = [
  ["small", "text-small"],
  ["base", "text-base"],
  ["large", "text-large"],
  ["title", "text-title"],
  ["heading", "text-heading"],
  ["display", "text-display"],
  ["hero", "text-hero"],
] as const;

const usd = (amount: number) => ({ amount: `${amount}.00`, currencyCode: "USD" });
const level = (price: number, quantity: number) => ({ price: usd(price), quantity, count: quantity });

const Part = ({ title, children }: Readonly<{ title: string; children: ReactNode }>) => (
  <section className="grid gap-4 border-t border-grey-3 pt-5">
    <h2 className="text-title">{title}</h2>
    {children}
  </section>
);

const Swatches = ({ tokens }: Readonly<{ tokens: readonly string[] }>) => (
  <ul className="flex flex-wrap gap-2">
    {tokens.map((token) => (
      <li key={token} className="w-20">
        <span
          className="block h-12 rounded-base border border-grey-3"
          style={{ background: `var(--${token})` }}
        />
        <span className="label">{token}</span>
      </li>
    ))}
  </ul>
);

function Foundations() {
  return (
    <>
      <Part title="Colours">
        <Swatches tokens={COLOURS} />
        <Swatches tokens={SIDES} />
      </Part>
      <Part title="Type">
        {TEXTS.map(([size, className]) => (
          <p key={size} className={className}>
            {size}: <span className="numeric font-semibold">$1,234.50</span> is the lowest ask
          </p>
        ))}
      </Part>
      <Part title="Pictures">
        <div className="grid grid-cols-2 gap-4 sm:grid-cols-4 lg:grid-cols-7">
          {PICTURES.map(([category, colours]) => (
            <ProductPicture
              key={category}
              images={[{ url: `/pictures/${category}/${colours}.svg`, alt: category }]}
            />
          ))}
        </div>
      </Part>
    </>
  );
}

function Figures() {
  const [price, setPrice] = useState(405);
  return (
    <Part title="Prices">
      <div className="flex flex-wrap items-center gap-4">
        <Price money={usd(price)} live className="text-display font-bold" />
        <Change now={usd(price)} change={usd(7)} />
        <Change now={usd(price)} change={usd(-12)} />
        <Price money={null} />
        <Button look="outline" size="small" onClick={() => setPrice(price + 1)}>
          Up
        </Button>
        <Button look="outline" size="small" onClick={() => setPrice(price - 1)}>
          Down
        </Button>
      </div>
      <div className="max-w-md">
        <OrderBook
          bids={[level(405, 2), level(400, 7), level(390, 3)]}
          asks={[level(412, 1), level(415, 4)]}
          own={[]}
        />
      </div>
    </Part>
  );
}

function Controls() {
  const say = useToast();
  const [text, setText] = useState("405");
  const [range, setRange] = useState("1M");
  const [tab, setTab] = useState("one");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Part title="Buttons">
        <div className="flex flex-wrap gap-2">
          {LOOKS.map((look) => (
            <Button key={look} look={look}>
              {look}
            </Button>
          ))}
          <Button busy>Working</Button>
          <Button disabled>Disabled</Button>
        </div>
      </Part>
      <Part title="Fields">
        <div className="grid max-w-md gap-4">
          <Stepper
            label="Your bid"
            sign="$"
            value={text}
            onChange={setText}
            onStep={(steps) => setText(String(Number(text) + steps))}
            problem={false}
            note="3rd of 12 in line."
          />
          <Field label="E-mail" defaultValue="nobody" problem="That is no e-mail address." />
          <Field label="Name others see" hint="2 to 50 characters." />
          <Choice label="It stays in the book for">
            <option>30 days</option>
          </Choice>
          <Segments
            label="Range"
            value={range}
            onValueChange={setRange}
            options={["1W", "1M", "1Y"].map((value) => ({ value, label: value }))}
          />
          <Tabs
            label="Orders"
            value={tab}
            onValueChange={setTab}
            tabs={[
              { value: "one", label: "Purchases", content: "One" },
              { value: "two", label: "Sales", content: "Two" },
            ]}
          />
        </div>
      </Part>
      <Part title="Over the page">
        <div className="flex gap-2">
          <Button look="outline" onClick={() => setOpen(true)}>
            Open a sheet
          </Button>
          <Button look="outline" onClick={() => say("Your bid of $405 is in the book.")}>
            Say something
          </Button>
        </div>
        <Sheet open={open} onOpenChange={setOpen} title="A sheet" description="An example">
          <p className="p-5">From the side on a desk, from the bottom under a thumb.</p>
        </Sheet>
      </Part>
    </>
  );
}

const Words = () => (
  <Part title="Words">
    <div className="flex flex-wrap gap-2">
      <Badge>Plain</Badge>
      <Badge tone="bid">Highest bid</Badge>
      <Badge tone="ask">Your turn</Badge>
      <Badge tone="accent">Paid</Badge>
      <Badge tone="danger">Cancelled</Badge>
    </div>
    <Note tone="plain">A sentence beside what it is about.</Note>
    <ErrorNote
      fault={{ code: "INTERNAL", message: "Something broke on our side.", reference: "0199f2c4-7d1e-7a3b" }}
      action={
        <Button look="outline" size="small">
          Try again
        </Button>
      }
    />
    <EmptyState title="You have no open bids or asks" action={<Button>Find something to bid on</Button>}>
      A bid waits in the book until somebody sells at your price.
    </EmptyState>
    <Skeleton className="h-10 w-64" />
  </Part>
);

/** Every small part of the storefront on one page, for those who build it. */
export const Gallery = () => (
  <div className="page grid gap-10 pt-8">
    <h1 className="text-display">Gallery</h1>
    <Foundations />
    <Figures />
    <Controls />
    <Words />
  </div>
);
