import { belongingMutations } from "./belongings.ts";
import { Query } from "./query.ts";
import { sessionMutations } from "./sessions.ts";
import { ActiveSession, Session, SocketTicketIdentity, User, Viewer } from "./types.ts";

const Mutation = { ...sessionMutations, ...belongingMutations };

export const resolvers = { Query, Mutation, User, Viewer, Session, ActiveSession, SocketTicketIdentity };
