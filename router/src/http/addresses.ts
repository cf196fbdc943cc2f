import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import { BoundedMap } from "@outcry/kernel";

/** Peers of whom it is remembered whether they are proxies: looking through subnets costs more than all the rest of it. */
const PEERS_MAX = 1_000;

/** Says from which address a request comes, which rates are counted by. */
export type AddressOf = (request: IncomingMessage) => string;

/** Who is at the other end of a connection, before anything was said on it. */
export type Visitors = Readonly<{
  /** Whether it is a proxy of ours, behind which everybody is. */
  isProxy(peer: string): boolean;
  /** By which its connections are counted. */
  nameOf(peer: string): string;
}>;

/** `trustedProxies` are addresses and subnets (`10.0.0.0/8`). Throws for one that is neither. */
export function visitorsWith(trustedProxies: readonly string[]): Visitors {
  const isTrusted = trustIn(trustedProxies);
  return { isProxy: (peer) => isTrusted(plain(peer)), nameOf: (peer) => grouped(plain(peer)) };
}

/**
 * The peer's address, or, when the peer is a proxy of ours, the one it was called from: the last entry of
 * `x-forwarded-for`, which our proxy wrote. Everything before it is the client's own invention.
 * `trustedProxies` are addresses and subnets (`10.0.0.0/8`). Throws for one that is neither.
 */
export function addressesBehind(trustedProxies: readonly string[]): AddressOf {
  const isTrusted = trustIn(trustedProxies);
  return ({ socket, headers }) => {
    const peer = plain(socket.remoteAddress ?? "");
    const forwarded = isTrusted(peer) ? String(headers["x-forwarded-for"] ?? "") : "";
    const client = plain(forwarded.slice(forwarded.lastIndexOf(",") + 1).trim());
    return grouped(isIP(client) === 0 ? peer : client);
  };
}

function trustIn(trustedProxies: readonly string[]): (address: string) => boolean {
  const trusted = new BlockList();
  for (const proxy of trustedProxies) {
    const [address = "", bits] = proxy.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (isIP(address) === 0) throw new Error(`${proxy} is no address and no subnet.`);
    if (bits === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(bits), family);
  }
  const known = new BoundedMap<string, boolean>({ entries: PEERS_MAX });
  // Requests come through one proxy mostly.
  const last = { address: "", isTrusted: false };
  const look = (address: string): boolean => {
    const remembered = known.get(address);
    if (remembered !== undefined) return remembered;
    const found = trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
    known.set(address, found);
    return found;
  };
  return (address) => {
    if (trustedProxies.length === 0) return false;
    if (address !== last.address) {
      last.isTrusted = look(address);
      last.address = address;
    }
    return last.isTrusted;
  };
}

const plain = (address: string): string =>
  address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address;

/** An IPv6 address as its /64, of which each customer has 2^64 addresses. */
const grouped = (address: string): string =>
  address.includes(":") ? address.split(":").slice(0, 4).join(":") : address;
