export * from "./passport.ts";
