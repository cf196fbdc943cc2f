import { invalidParameter } from "../errors.ts";
import type { Form, FormValue } from "./form.ts";

export type Metadata = Record<string, string>;
export type Range = { gt?: number; gte?: number; lt?: number; lte?: number };

const TEXT_LENGTH_MAX = 5_000;
const METADATA_KEYS_MAX = 50;
const METADATA_NAME_LENGTH_MAX = 40;
const METADATA_VALUE_LENGTH_MAX = 500;

/**
 * Reads the parameters of one request by name and type, refusing faulty ones with Stripe's words and codes.
 * What was never asked for is unknown: `finish` refuses it, so that a misspelt parameter fails here as it does there.
 */
export class Parameters {
  readonly #form: Form;
  readonly #prefix: string;
  readonly #known = new Set<string>();
  readonly #nested: Parameters[] = [];

  constructor(form: Form, prefix = "") {
    this.#form = form;
    this.#prefix = prefix;
  }

  label(name: string): string {
    return this.#prefix === "" ? name : `${this.#prefix}[${name}]`;
  }

  has(name: string): boolean {
    this.#known.add(name);
    return this.#form[name] !== undefined;
  }

  /** The value as it was sent, for parameters that may be text or an object. */
  peek(name: string): FormValue | undefined {
    return this.#form[name];
  }

  #raw(name: string): FormValue | undefined {
    this.#known.add(name);
    return this.#form[name];
  }

  /** Text, or undefined when absent. Empty text is refused: it would unset something that cannot be unset. */
  text(name: string): string | undefined {
    const value = this.clearable(name);
    if (value !== null) return value;
    throw invalidParameter(
      `You passed an empty string for '${this.label(name)}'. We assume empty values are an attempt to unset a ` +
        `field; however '${this.label(name)}' cannot be unset. You should remove '${this.label(name)}' from your ` +
        "request or supply a non-empty value.",
      { code: "parameter_invalid_empty", param: this.label(name) },
    );
  }

  required(name: string): string {
    return this.text(name) ?? this.#missing(name);
  }

  /** Text, null when it is sent empty in order to unset it, undefined when absent. */
  clearable(name: string): string | null | undefined {
    const value = this.#raw(name);
    if (value === undefined) return undefined;
    if (typeof value !== "string") {
      throw invalidParameter(`Invalid string: ${JSON.stringify(value)}`, { param: this.label(name) });
    }
    if (value.length > TEXT_LENGTH_MAX) {
      throw invalidParameter(
        `Invalid string: ${value.slice(0, 10)}…${value.slice(-10)}; must be at most ${TEXT_LENGTH_MAX} characters`,
        { param: this.label(name) },
      );
    }
    return value === "" ? null : value;
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (/^-?\d{1,15}$/.test(value)) return Number(value);
    throw invalidParameter(`Invalid integer: ${value}`, {
      code: "parameter_invalid_integer",
      param: this.label(name),
    });
  }

  requiredInteger(name: string): number {
    return this.integer(name) ?? this.#missing(name);
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (value === "true") return true;
    if (value === "false") return false;
    throw invalidParameter(`Invalid boolean: ${value}`, { param: this.label(name) });
  }

  choice<Option extends string>(name: string, options: readonly Option[]): Option | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const option = options.find((candidate) => candidate === value);
    if (option) return option;
    const all = [options.slice(0, -1).join(", "), options.at(-1)].filter(Boolean).join(", or ");
    throw invalidParameter(`Invalid ${this.label(name)}: must be one of ${all}`, { param: this.label(name) });
  }

  /** The parameters inside `name[…]`, or undefined when there are none. */
  inside(name: string): Parameters | undefined {
    const value = this.#raw(name);
    if (value === undefined) return undefined;
    if (typeof value === "string" || Array.isArray(value)) {
      throw invalidParameter("Invalid object", { param: this.label(name) });
    }
    const nested = new Parameters(value, this.label(name));
    this.#nested.push(nested);
    return nested;
  }

  /** The parameters inside `name[0][…]`, `name[1][…]` and so on. */
  each(name: string): Parameters[] {
    const value = this.#raw(name) ?? [];
    if (!Array.isArray(value)) throw invalidParameter("Invalid array", { param: this.label(name) });
    return value.map((item, position) => {
      if (typeof item === "string" || Array.isArray(item)) {
        throw invalidParameter("Invalid object", { param: `${this.label(name)}[${position}]` });
      }
      const nested = new Parameters(item, `${this.label(name)}[${position}]`);
      this.#nested.push(nested);
      return nested;
    });
  }

  texts(name: string): string[] {
    const value = this.#raw(name);
    if (value === undefined || value === "") return [];
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
    throw invalidParameter("Invalid array", { param: this.label(name) });
  }

  /** The object's metadata after this request: names sent empty are removed, all of them when it is sent empty. */
  metadata(before: Metadata = {}): Metadata {
    const value = this.#raw("metadata");
    if (value === undefined) return before;
    if (value === "") return {};
    const sent = this.inside("metadata");
    const after = { ...before };
    for (const name of Object.keys(value)) {
      const text = sent?.clearable(name);
      if (text === null || text === undefined) delete after[name];
      else after[name] = text;
      this.#checkMetadata(name, text ?? "");
    }
    if (Object.keys(after).length <= METADATA_KEYS_MAX) return after;
    throw invalidParameter(`You can only specify ${METADATA_KEYS_MAX} metadata keys.`, { param: "metadata" });
  }

  #checkMetadata(name: string, text: string): void {
    if (name.length > METADATA_NAME_LENGTH_MAX) {
      throw invalidParameter(
        `Metadata keys can have up to ${METADATA_NAME_LENGTH_MAX} characters, but you passed in '${name}'. ` +
          `Invalid key: ${name}`,
        { param: "metadata" },
      );
    }
    if (text.length > METADATA_VALUE_LENGTH_MAX) {
      throw invalidParameter(
        `Metadata values can have up to ${METADATA_VALUE_LENGTH_MAX} characters, but you passed in a value that is ` +
          `${text.length} characters. Invalid value: ${text}`,
        { code: "metadata_value_too_long", param: "metadata" },
      );
    }
  }

  /** A bound on a time in seconds: `created=5` or `created[gte]=5&created[lt]=9`. */
  range(name: string): Range {
    const value = this.#raw(name);
    if (value === undefined) return {};
    if (typeof value === "string") {
      const exactly = this.integer(name);
      return exactly === undefined ? {} : { gte: exactly, lte: exactly };
    }
    const bounds = this.inside(name);
    const range: Range = {};
    for (const bound of ["gt", "gte", "lt", "lte"] as const) {
      const at = bounds?.integer(bound);
      if (at !== undefined) range[bound] = at;
    }
    return range;
  }

  /** Names Stripe knows and that change nothing here. */
  accept(...names: string[]): void {
    for (const name of names) this.#known.add(name);
  }

  /** Refuses every parameter nobody asked for. Called before an endpoint does anything. */
  finish(): void {
    const unknown = Object.keys(this.#form).filter((name) => !this.#known.has(name));
    const first = unknown[0];
    if (first !== undefined) {
      throw invalidParameter(
        `Received unknown parameter${unknown.length > 1 ? "s" : ""}: ` +
          `${unknown.map((name) => this.label(name)).join(", ")}`,
        { code: "parameter_unknown", param: this.label(first) },
      );
    }
    for (const nested of this.#nested) nested.finish();
  }

  #missing(name: string): never {
    throw invalidParameter(`Missing required param: ${this.label(name)}.`, {
      code: "parameter_missing",
      param: this.label(name),
    });
  }
}
