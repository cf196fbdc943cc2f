"use client";

import { useLazyQuery } from "@apollo/client/react";
import { Search } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { AutocompleteDocument, type AutocompleteQuery } from "#web/graph/__generated__/graphql.ts";
import { classNames } from "#web/ui/class-names.ts";
import { Price } from "#web/ui/price.tsx";
import { ProductPicture } from "#web/ui/product-picture.tsx";

type Suggestion = NonNullable<AutocompleteQuery["autocomplete"]>[number];

const BOX =
  "w-full rounded-base border border-grey-3 bg-raised pr-3 pl-10 placeholder:text-grey-6 hover:border-grey-5 focus:border-accent focus:outline-1 focus:outline-accent [&::-webkit-search-cancel-button]:hidden";
const PAUSE_MILLISECONDS = 140;
const QUERY_LENGTH_MAX = 100;

const destinationOf = ({ product, brand, text }: Suggestion): string =>
  product ? `/products/${product.slug}` : `/search?q=${encodeURIComponent(brand?.name ?? text)}`;

const Row = ({ suggestion }: Readonly<{ suggestion: Suggestion }>) => {
  const { product, brand, text } = suggestion;
  if (!product) return <span className="py-2 font-medium">{brand?.name ?? text}</span>;
  return (
    <>
      <ProductPicture images={product.images} decorative className="w-14 shrink-0" />
      <span className="min-w-0 flex-1">
        <span className="label block truncate">{product.brand?.name}</span>
        <span className="block truncate font-medium">{product.name}</span>
      </span>
      <Price money={product.marketSummary?.lowestAsk} className="font-semibold" />
    </>
  );
};

function useSuggestions(text: string): readonly Suggestion[] {
  const [load, { data }] = useLazyQuery(AutocompleteDocument);
  const query = text.trim();
  useEffect(() => {
    if (query.length < 2) return;
    const timer = setTimeout(() => void load({ variables: { query } }), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [query, load]);
  return query.length < 2 ? [] : (data?.autocomplete ?? []);
}

type ListProps = Readonly<{
  id: string;
  suggestions: readonly Suggestion[];
  active: number;
  onChoose: (suggestion: Suggestion) => void;
}>;

const Suggestions = ({ id, suggestions, active, onChoose }: ListProps) => (
  <div
    id={id}
    role="listbox"
    aria-label="Suggestions"
    hidden={suggestions.length === 0}
    className="appear absolute inset-x-0 top-full z-40 mt-1.5 max-h-[70dvh] overflow-y-auto rounded-base border border-grey-3 bg-raised p-1.5 shadow-[var(--lift)]"
  >
    {suggestions.map((suggestion, index) => (
      <button
        key={`${suggestion.text}-${suggestion.product?.id ?? suggestion.brand?.slug}`}
        id={`${id}-${index}`}
        type="button"
        role="option"
        tabIndex={-1}
        aria-selected={index === active}
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => onChoose(suggestion)}
        className="flex w-full items-center gap-3 rounded-small p-1.5 text-left hover:bg-grey-2 aria-selected:bg-grey-2"
      >
        <Row suggestion={suggestion} />
      </button>
    ))}
  </div>
);

function useCombobox() {
  const router = useRouter();
  const [text, setText] = useState(useSearchParams().get("q") ?? "");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const found = useSuggestions(text);
  const suggestions = open ? found : [];
  const choose = (suggestion: Suggestion) => {
    setOpen(false);
    router.push(destinationOf(suggestion));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = suggestions[active];
    setOpen(false);
    if (chosen) choose(chosen);
    else if (text.trim()) router.push(`/search?q=${encodeURIComponent(text.trim())}`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") setOpen(false);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || found.length === 0) return;
    event.preventDefault();
    setOpen(true);
    // One place more than there are suggestions: the field itself.
    const places = found.length + 1;
    setActive((current) => ((current + 1 + step + places) % places) - 1);
  };
  const type = (next: string) => {
    setText(next);
    setActive(-1);
    setOpen(true);
  };
  return { text, type, suggestions, active, choose, submit, onKeyDown, setOpen };
}

/** Looks for products: a plain form that any browser can send, with suggestions once scripts are there. */
export function SearchBox({ large = false }: Readonly<{ large?: boolean }>) {
  const listId = useId();
  const form = useRef<HTMLFormElement>(null);
  const { text, type, suggestions, active, choose, submit, onKeyDown, setOpen } = useCombobox();
  return (
    <search>
      <form
        ref={form}
        action="/search"
        className="relative w-full"
        onSubmit={submit}
        onBlur={(event) => {
          if (!form.current?.contains(event.relatedTarget)) setOpen(false);
        }}
      >
        <Search
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-3 size-5 -translate-y-1/2 text-grey-6"
        />
        <input
          type="search"
          name="q"
          value={text}
          maxLength={QUERY_LENGTH_MAX}
          placeholder="Search sneakers, watches, bags…"
          aria-label="Search products"
          role="combobox"
          aria-expanded={suggestions.length > 0}
          aria-controls={listId}
          aria-activedescendant={suggestions[active] ? `${listId}-${active}` : undefined}
          autoComplete="off"
          className={classNames(BOX, large ? "min-h-13 text-large" : "min-h-11 text-base max-sm:text-large")}
          onChange={(event) => type(event.target.value)}
          onFocus={() => setOpen(true)}
          onKeyDown={onKeyDown}
        />
        <Suggestions id={listId} suggestions={suggestions} active={active} onChoose={choose} />
      </form>
    </search>
  );
}
