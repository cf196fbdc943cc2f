import { pictureAt } from "#web/features/pictures/picture.ts";

type Context = { params: Promise<{ category: string; file: string }> };

/** A drawn product. The address says everything about it, so it may be kept forever. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { category, file } = await params;
  const ground = new URL(request.url).searchParams.get("ground") === "none" ? "none" : "studio";
  const picture = pictureAt(category, file, ground);
  if (!picture)
    return new Response("There is no such picture.\n", {
      status: 404,
      headers: { "content-type": "text/plain" },
    });
  return new Response(picture, {
    headers: {
      "content-type": "image/svg+xml; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "cross-origin",
    },
  });
}
