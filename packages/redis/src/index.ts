export { connectRedis, tellWhenAway } from "./connect.ts";
export { NO_PEERS, PeerSilentError, type Peers } from "./peers.ts";
export { type RedisPeersOptions, redisPeers } from "./redis-peers.ts";
