import type { Metadata } from "next";
import { Gallery } from "#web/features/shell/gallery.tsx";

export const metadata: Metadata = { title: "Gallery", robots: { index: false } };

export default function Page() {
  return <Gallery />;
}
