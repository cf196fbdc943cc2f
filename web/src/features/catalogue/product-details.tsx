import { dayOf } from "#web/features/time/time-ago.ts";
import type { ProductPageQuery } from "#web/graph/__generated__/graphql.ts";
import { Price } from "#web/ui/price.tsx";

type Product = NonNullable<ProductPageQuery["product"]>;

/** What is known of a product besides its prices. */
export function ProductDetails({ product }: Readonly<{ product: Product }>) {
  const { description, styleCode, colorway, retailPrice, releaseDate } = product;
  const facts = [
    { label: "Style", value: styleCode },
    { label: "Colourway", value: colorway },
    { label: "Retail price", value: retailPrice ? <Price money={retailPrice} /> : null },
    { label: "Released", value: releaseDate ? dayOf(`${releaseDate}T00:00:00.000Z`) : null },
  ].filter(({ value }) => value !== null && value !== undefined);
  return (
    <section>
      <h2 className="mb-3 text-title">Details</h2>
      {description && <p className="mb-4 max-w-[60ch] text-large text-grey-8">{description}</p>}
      <dl className="grid max-w-md gap-2">
        {facts.map(({ label, value }) => (
          <div key={label} className="flex justify-between gap-4 border-b border-grey-2 pb-2">
            <dt className="text-grey-6">{label}</dt>
            <dd className="numeric text-right font-medium">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
