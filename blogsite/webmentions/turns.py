"""Take the rows that are due in turns, those of each host in one turn of a round."""

AT_ONCE = 5  # threads, and rows of a turn
MAX_TURNS = 12  # in a round, so that a round ends also when sites are slow


def in_turns(due, act) -> int:
    """Claim the rows of `due()` in turns, call `act` with those of each; return how many.

    A host is asked in one turn of a round, so that one that is slow, or that floods this site,
    keeps others waiting for one turn at most.
    """
    count, hosts = 0, set()
    for _ in range(MAX_TURNS):
        rows = due().exclude(host__in=hosts)[:AT_ONCE].claim()
        if not rows:
            break
        act(rows)
        hosts.update(row.host for row in rows)
        count += len(rows)
    return count
