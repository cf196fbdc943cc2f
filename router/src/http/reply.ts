import { type IncomingMessage, ServerResponse } from "node:http";

/** Names and values in turn. Node writes such a list as it is; from an object, or one by one, it makes tables first. */
export type HeaderList = readonly string[];

const NONE: HeaderList = [];

/** A response, and what every answer to its request says, whoever writes it. */
export class Reply<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  standing: HeaderList = NONE;
}
