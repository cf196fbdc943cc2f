"use client";

import { useRouter } from "next/navigation";
import { Choice } from "#web/ui/field.tsx";

type Props = Readonly<{
  value: string;
  options: readonly Readonly<{ value: string; label: string; href: string }>[];
}>;

/** How the list is ordered. */
export function SortChoice({ value, options }: Props) {
  const router = useRouter();
  return (
    <Choice
      label="Order by"
      hideLabel
      value={value}
      className="w-52"
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.target.value);
        if (chosen) router.push(chosen.href);
      }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Choice>
  );
}
