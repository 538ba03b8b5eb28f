// Up to when this browser has shown each conversation. A visit that goes on within half an hour is
// the same one: what was new stays new. The server does the same for accounts.

const NAME = "soundoff:visits";
const SAME_VISIT = 30 * 60 * 1000; // milliseconds
const MOST = 200; // posts; the oldest are forgotten

function visits() {
  try {
    return JSON.parse(localStorage.getItem(NAME)) ?? {};
  } catch {
    return {}; // storage is off, or holds something else
  }
}

const boundaryOf = ({ since, until, at }) => (Date.now() - at < SAME_VISIT ? since : until);

// Return the moment after which comments are new here, in milliseconds; null on a first visit.
export function lastVisit(post) {
  const visit = visits()[post];
  return visit ? boundaryOf(visit) : null;
}

export function storeVisit(post, until) {
  const { [post]: visit, ...others } = visits();
  const since = visit ? boundaryOf(visit) : null;
  const newest = Math.max(until, visit?.until ?? 0);
  const all = Object.entries({ ...others, [post]: { since, until: newest, at: Date.now() } });
  const latest = all.sort(([, one], [, other]) => other.at - one.at).slice(0, MOST);
  try {
    localStorage.setItem(NAME, JSON.stringify(Object.fromEntries(latest)));
  } catch {
    // full or off: then everything is as on a first visit
  }
}
