/** A decoded form: Stripe's v1 API sends text only, nested with brackets. */
export type FormValue = string | FormValue[] | Form;
export type Form = { [name: string]: FormValue };

const PAIRS_MAX = 1_000;
const DEPTH_MAX = 8;

export class MalformedForm extends Error {}

const decodeText = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new MalformedForm("The form holds a broken percent-escape.");
  }
};

/** `a[b][0]` as ["a", "b", "0"]. */
function namesOf(key: string): string[] {
  const open = key.indexOf("[");
  if (open <= 0) return [key];
  const rest = key.slice(open);
  if (!/^(\[[^[\]]*\])+$/.test(rest)) throw new MalformedForm(`The form holds an unreadable name: ${key}`);
  const names = [key.slice(0, open), ...rest.slice(1, -1).split("][")];
  if (names.length > DEPTH_MAX) throw new MalformedForm(`The form nests deeper than ${DEPTH_MAX} levels.`);
  return names;
}

const emptyForm = (): Form => Object.create(null) as Form;

function place(form: Form, names: readonly string[], value: string): void {
  let here = form;
  for (const [position, name] of names.entries()) {
    const label = name === "" ? String(Object.keys(here).length) : name;
    if (position === names.length - 1) {
      here[label] = value;
      return;
    }
    const next = here[label];
    const child = typeof next === "object" && !Array.isArray(next) ? next : emptyForm();
    here[label] = child;
    here = child;
  }
}

/** Forms whose names are 0, 1, 2 … are lists. */
function withLists(value: FormValue): FormValue {
  if (typeof value === "string" || Array.isArray(value)) return value;
  const names = Object.keys(value);
  const children = names.map((name) => withLists(value[name] ?? ""));
  if (names.length > 0 && names.every((name, position) => name === String(position))) return children;
  const form = emptyForm();
  for (const [position, name] of names.entries()) form[name] = children[position] ?? "";
  return form;
}

/**
 * Reads `application/x-www-form-urlencoded` text, or a query string, as Stripe's SDKs write it:
 * `metadata[order]=7&expand[0]=customer&expand[]=charge`. Throws MalformedForm when it cannot.
 */
export function decodeForm(text: string): Form {
  const form = emptyForm();
  if (text === "") return form;
  const pairs = text.split("&");
  if (pairs.length > PAIRS_MAX) throw new MalformedForm(`The form holds more than ${PAIRS_MAX} values.`);
  for (const pair of pairs) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const key = equals < 0 ? pair : pair.slice(0, equals);
    place(form, namesOf(decodeText(key)), equals < 0 ? "" : decodeText(pair.slice(equals + 1)));
  }
  for (const name of Object.keys(form)) form[name] = withLists(form[name] ?? "");
  return form;
}

/** One text for one meaning: the same parameters in another order compare equal. */
export function canonical(value: FormValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? "")}`).join(",")}}`;
}
