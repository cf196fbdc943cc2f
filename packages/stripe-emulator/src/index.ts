export type { EmulatorState } from "./control/state.ts";
export { type StripeEmulator, startStripeEmulator } from "./emulator.ts";
export type { Faults } from "./faults/faults.ts";
export type { Logger, StripeEmulatorOptions } from "./options.ts";
