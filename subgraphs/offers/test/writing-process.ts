/**
 * An instance that does nothing but write what others hand to it, until it is killed or has done so many steps. Prints its name when
 * it may be asked. Arguments: the database's address, Redis's, the group of instances, their secret, and the step to die at, if any.
 */
import { connectDatabase } from "@outcry/database";
import { systemClock } from "@outcry/kernel";
import { redisPeers } from "@outcry/redis";
import { makeLogger } from "@outcry/service";
import { makeGroupCommit } from "../src/commands/group-commit.ts";
import { makeRelay } from "../src/commands/relay.ts";
import { dyingAt } from "./dying.ts";

const [url = "", redisUrl = "", group = "", secret = "", crashAt = ""] = process.argv.slice(2);
const logger = makeLogger("offers", "silent");
const database = connectDatabase({ url, applicationName: "writing", poolMax: 3 });
const onAway = () => undefined;
const peers = redisPeers({ url: redisUrl, group, secret, clock: systemClock, onAway });
const { crashPoint } = dyingAt(Number(crashAt));
makeRelay(peers, makeGroupCommit({ database, logger, onCommit: () => undefined, crashPoint }), logger);
process.stdout.write(`${peers.self}\n`);
