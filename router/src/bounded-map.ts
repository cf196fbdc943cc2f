export { BoundedMap } from "@outcry/kernel";
