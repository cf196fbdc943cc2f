import autocannon from "autocannon";

// Sends requests from a core of its own. It is told what to send, and says how long each answer took.

/** A connection repeats its bodies after so many; others have bodies of their own. */
const BODIES_PER_CONNECTION = 200;
/** Addresses the requests say they come from: limits per address are on, and no address may reach them. */
const ADDRESSES = 50_000;

let distinct = 0;
const nextAddress = () => {
  const number = distinct % ADDRESSES;
  return `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
};

/** `variables` has `%` where what makes a request distinct belongs; `identical` puts the same into all. */
const requestWith = ({ text, variables, identical }) => {
  distinct += 1;
  const body = `{"query":${JSON.stringify(text)},"variables":${variables.replaceAll("%", identical ? "same" : `r${distinct}`)}}`;
  return {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      "x-forwarded-for": nextAddress(),
    },
  };
};

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

async function load({ url, connections, seconds, amount, ...what }) {
  const durations = [];
  let bytes = 0;
  const begun = performance.now();
  let ended = begun;
  const result = await autocannon({
    url,
    connections,
    ...(amount ? { amount: Math.max(amount, connections) } : { duration: seconds }),
    timeout: 20,
    setupClient: (client) => {
      client.setRequests(Array.from({ length: BODIES_PER_CONNECTION }, () => requestWith(what)));
      client.on("response", (status, size, duration) => {
        if (status === 200) durations.push(duration);
        bytes += size;
        ended = performance.now();
      });
    },
  });
  durations.sort((one, other) => one - other);
  return {
    answered: durations.length,
    failed: result.errors + result.timeouts + result.non2xx,
    seconds: (ended - begun) / 1_000,
    bytes: bytes / Math.max(1, durations.length),
    p50: at(durations, 0.5),
    p99: at(durations, 0.99),
  };
}

process.on("message", (order) =>
  load(order).then(
    (result) => process.send(result),
    (fault) => process.send({ fault: String(fault) }),
  ),
);
process.on("disconnect", () => process.exit());
process.send({ ready: true });
