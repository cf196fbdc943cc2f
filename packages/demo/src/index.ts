export * from "./make-story.ts";
export * from "./story.ts";
