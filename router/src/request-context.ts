import type { Logger } from "pino";
import type { Caller } from "./caller.ts";

/**
 * What every step of one request knows of it. Its fields are plain, because Apollo Server copies them;
 * its logger is made when there is something to say, which is seldom.
 */
export class RequestContext {
  readonly caller: Caller;
  readonly requestId: string;
  private readonly base: Logger;
  private child: Logger | null = null;

  constructor(caller: Caller, requestId: string, log: Logger) {
    this.caller = caller;
    this.requestId = requestId;
    this.base = log;
  }

  get log(): Logger {
    this.child ??= this.base.child({ requestId: this.requestId });
    return this.child;
  }
}
