import { pictureSource } from "#web/features/pictures/picture-source.ts";
import { classNames } from "./class-names.ts";

type Props = Readonly<{
  images: readonly Readonly<{ url: string; alt: string }>[] | null | undefined;
  /** Beside a name that says the same, the picture says nothing. */
  decorative?: boolean;
  eager?: boolean;
  className?: string;
}>;

/** A product in the studio, in a box that is there before it is. */
export function ProductPicture({ images, decorative = false, eager = false, className }: Props) {
  const image = images?.[0];
  const source = image ? pictureSource(image.url) : "";
  return (
    <span className={classNames("studio block aspect-4/3 overflow-hidden rounded-base", className)}>
      {source && (
        // biome-ignore lint/performance/noImgElement: drawings are vectors; there is nothing to resize.
        <img
          src={source}
          alt={decorative ? "" : image?.alt}
          width={800}
          height={600}
          loading={eager ? "eager" : "lazy"}
          decoding="async"
          className="size-full object-contain"
        />
      )}
    </span>
  );
}
