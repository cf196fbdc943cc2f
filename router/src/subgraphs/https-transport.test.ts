import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { selfSigned } from "../../test/support/certificate.ts";
import { httpTransport } from "./http-transport.ts";
import { ANSWER_BYTES_MAX } from "./transport.ts";

const { key, certificate } = selfSigned();
const told: { path: string; headers: Record<string, unknown>; body: string; port: number }[] = [];

/** A subgraph behind TLS. It never answers `/slow`, and answers `/long` with more than anybody should. */
const server = createServer({ key, cert: certificate }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const { url: path = "", headers, socket } = request;
    const body = Buffer.concat(chunks).toString("utf8");
    told.push({ path, headers, body, port: socket.remotePort ?? 0 });
    if (path === "/long") response.end(Buffer.alloc(ANSWER_BYTES_MAX + 1, " "));
    else if (path !== "/slow") response.writeHead(200).end(body);
  });
});
/** Whom the certificate is of. */
const OURS = "127.0.0.1";
let port = 0;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "outcry-https-"));
  await writeFile(join(folder, "authority.pem"), certificate);
  await new Promise<void>((listening) => server.listen(0, OURS, listening));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const SCRIPT = `
const [url, transports, calls] = process.argv.slice(-3);
const { httpTransport } = await import(transports);
const transport = httpTransport(url);
for (const call of JSON.parse(calls))
  console.log(JSON.stringify(await transport.post(call).catch((fault) => ({ fault: fault.constructor.name }))));
await transport.close();
`;

/** What a process gets that trusts the certificate: whom node trusts, it is told when it starts. */
async function askedByOneWhoTrusts(host: string, ...calls: readonly object[]): Promise<unknown[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...["--import", "tsx", "--input-type=module", "--eval", SCRIPT, "--"],
      ...[`https://${host}:${port}/graphql`, new URL("./http-transport.ts", import.meta.url).href],
      JSON.stringify(calls),
    ],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, "authority.pem") } },
  );
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const call = (changes: object = {}) => ({
  body: "{}",
  headers: { "content-type": "application/json", "x-request-id": "r1" },
  deadlineMilliseconds: 5_000,
  ...changes,
});

describe("a call to a subgraph over TLS", () => {
  it("carries path, headers and body as they are", async () => {
    told.length = 0;
    const body = '{"é":"\u{1f600}"}';
    const answers = await askedByOneWhoTrusts(
      OURS,
      call({ body }),
      call({ body: "x", path: "/webhooks/x?y=1" }),
    );
    expect(answers).toEqual([
      { status: 200, body },
      { status: 200, body: "x" },
    ]);
    expect(told.map(({ path }) => path)).toEqual(["/graphql", "/webhooks/x?y=1"]);
    expect(told[0]).toMatchObject({ headers: { "x-request-id": "r1" }, body });
  }, 20_000);

  it("goes over sockets that are kept", async () => {
    told.length = 0;
    await askedByOneWhoTrusts(OURS, ...Array.from({ length: 8 }, () => call()));
    expect(told).toHaveLength(8);
    // Two, for undici frees a socket a moment after it has handed over its answer.
    expect(new Set(told.map((one) => one.port)).size).toBeLessThanOrEqual(2);
  }, 20_000);

  it("ends at its deadline and at the longest answer there may be", async () => {
    const slow = call({ path: "/slow", deadlineMilliseconds: 300 });
    expect(await askedByOneWhoTrusts(OURS, slow, call({ path: "/long" }), call())).toEqual([
      { fault: "DeadlineExceeded" },
      { fault: "AnswerTooLarge" },
      { status: 200, body: "{}" },
    ]);
  }, 20_000);

  it("is not made to somebody whom nobody vouches for", async () => {
    told.length = 0;
    const transport = httpTransport(`https://${OURS}:${port}/graphql`);
    await expect(transport.post(call())).rejects.toThrow("self-signed certificate");
    await transport.close();
    expect(told).toEqual([]);
  });

  it("is not made to somebody who is vouched for under another name", async () => {
    told.length = 0;
    expect(await askedByOneWhoTrusts("localhost", call())).toEqual([{ fault: "Error" }]);
    expect(told).toEqual([]);
  }, 20_000);
});
