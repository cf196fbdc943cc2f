"use client";

import { type FormEvent, useState } from "react";
import { Button } from "#web/ui/button.tsx";
import { Choice, Field } from "#web/ui/field.tsx";

export type AddressGiven = Readonly<{
  recipient: string;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string;
  countryCode: string;
}>;

/** What went wrong: of one field, by its name, or of the whole. */
export type AddressProblem = Readonly<{ field: string | null; message: string }>;

type Props = Readonly<{
  button: string;
  initial?: Partial<AddressGiven>;
  onSubmit: (address: AddressGiven) => Promise<AddressProblem | null>;
}>;

const COUNTRIES = [
  ["US", "United States"],
  ["CA", "Canada"],
  ["GB", "United Kingdom"],
  ["IE", "Ireland"],
  ["DE", "Germany"],
  ["FR", "France"],
  ["NL", "Netherlands"],
  ["ES", "Spain"],
  ["IT", "Italy"],
  ["SE", "Sweden"],
  ["AU", "Australia"],
  ["NZ", "New Zealand"],
  ["JP", "Japan"],
] as const;

const FIELDS = [
  { name: "recipient", label: "Full name", autoComplete: "name", required: true, wide: true },
  { name: "line1", label: "Street and number", autoComplete: "address-line1", required: true, wide: true },
  {
    name: "line2",
    label: "Flat, floor, company (if any)",
    autoComplete: "address-line2",
    required: false,
    wide: true,
  },
  { name: "city", label: "Town or city", autoComplete: "address-level2", required: true, wide: false },
  {
    name: "region",
    label: "State or region",
    autoComplete: "address-level1",
    required: false,
    wide: false,
  },
  { name: "postalCode", label: "Postal code", autoComplete: "postal-code", required: true, wide: false },
] as const;

const TEXT_LENGTH_MAX = 100;

function addressIn(form: FormData): AddressGiven {
  const text = (name: string): string => String(form.get(name) ?? "").trim();
  return {
    recipient: text("recipient"),
    line1: text("line1"),
    line2: text("line2") || null,
    city: text("city"),
    region: text("region") || null,
    postalCode: text("postalCode"),
    countryCode: text("countryCode"),
  };
}

/** A postal address, in the order in which people write one. */
export function AddressForm({ button, initial, onSubmit }: Props) {
  const [problem, setProblem] = useState<AddressProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const address = addressIn(new FormData(event.currentTarget));
    setBusy(true);
    setProblem(await onSubmit(address));
    setBusy(false);
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="grid grid-cols-2 gap-3">
      {FIELDS.map(({ name, label, autoComplete, required, wide }) => (
        <Field
          key={name}
          name={name}
          label={label}
          autoComplete={autoComplete}
          required={required}
          maxLength={TEXT_LENGTH_MAX}
          defaultValue={initial?.[name] ?? ""}
          problem={problem?.field === name ? problem.message : null}
          className={wide ? "col-span-2" : ""}
        />
      ))}
      <Choice
        label="Country"
        name="countryCode"
        autoComplete="country"
        defaultValue={initial?.countryCode ?? "US"}
      >
        {COUNTRIES.map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </Choice>
      {problem && !FIELDS.some(({ name }) => name === problem.field) && (
        <p role="alert" className="col-span-2 text-danger">
          {problem.message}
        </p>
      )}
      <Button type="submit" busy={busy} className="col-span-2 mt-1">
        {button}
      </Button>
    </form>
  );
}
