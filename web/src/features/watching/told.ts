const KEY = "outcry-told-alerts";
/** Alerts come again to a page that was opened within moments of them; older ones do not. */
const KEPT_MAX = 50;

type Store = Pick<Storage, "getItem" | "setItem">;

function read(store: Store): string[] {
  try {
    const ids: unknown = JSON.parse(store.getItem(KEY) ?? "[]");
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === "string") : [];
  } catch {
    return [];
  }
}

/** Whether this is the first time that this tab hears of an alert; from then on it is not. */
export function isNews(store: Store, id: string): boolean {
  const told = read(store);
  if (told.includes(id)) return false;
  try {
    store.setItem(KEY, JSON.stringify([...told, id].slice(-KEPT_MAX)));
  } catch {
    // A store that is full or forbidden: better told twice than not at all.
  }
  return true;
}
