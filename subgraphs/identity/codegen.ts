/** What a resolver gets as its parent, by GraphQL type: the domain's own objects. */
export const mappers = {
  User: "../domain/account.ts#Account",
  Viewer: "../domain/account.ts#Account",
  Session: "../commands/open-session.ts#IssuedSession",
  ActiveSession: "../domain/session.ts#LiveSession",
  Address: "../domain/address.ts#Address",
  ApiKey: "../domain/api-key.ts#ApiKey",
  ApiKeyIdentity: "../domain/api-key.ts#ApiKeyIdentity",
  SocketTicketIdentity: "../commands/socket-tickets.ts#RedeemedTicket",
};
