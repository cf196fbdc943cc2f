import { makeAddAddress, makeRemoveAddress } from "./addresses.ts";
import { makeCreateApiKey, makeRevokeApiKey, makeSetApiKeyQuota, makeVerifyApiKey } from "./api-keys.ts";
import type { CommandDependencies } from "./dependencies.ts";
import { makeLogin } from "./login.ts";
import { makeLogout } from "./logout.ts";
import { makeDecideSellerVerification, makeUpdateProfile } from "./profiles.ts";
import { makeRefreshSession } from "./refresh-session.ts";
import { makeRegister } from "./register.ts";
import { makeSeedDemo } from "./seed-demo.ts";
import { makeCreateSocketTicket, makeRedeemSocketTicket } from "./socket-tickets.ts";

export const makeCommands = (dependencies: CommandDependencies) => ({
  register: makeRegister(dependencies),
  login: makeLogin(dependencies),
  refreshSession: makeRefreshSession(dependencies),
  logout: makeLogout(dependencies),
  createSocketTicket: makeCreateSocketTicket(dependencies),
  redeemSocketTicket: makeRedeemSocketTicket(dependencies),
  updateProfile: makeUpdateProfile(dependencies),
  addAddress: makeAddAddress(dependencies),
  removeAddress: makeRemoveAddress(dependencies),
  createApiKey: makeCreateApiKey(dependencies),
  revokeApiKey: makeRevokeApiKey(dependencies),
  setApiKeyQuota: makeSetApiKeyQuota(dependencies),
  verifyApiKey: makeVerifyApiKey(dependencies),
  decideSellerVerification: makeDecideSellerVerification(dependencies),
  seedDemo: makeSeedDemo(dependencies),
});
export type Commands = ReturnType<typeof makeCommands>;
