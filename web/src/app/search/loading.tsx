import { ListingSkeleton } from "#web/features/catalogue/listing-skeleton.tsx";

export default function Loading() {
  return <ListingSkeleton />;
}
