"""Convert an import's report to JSON, for the row of the import, and back."""

from collections import Counter, defaultdict

from blogsite.transfer.remarks import as_data, from_data
from blogsite.transfer.report import ImportReport

COUNTERS = ("added", "existing", "left_out", "changed", "sanitized", "losses", "hidden", "unlisted")
LISTS = ("notes", "lists")


def data_of(report: ImportReport) -> dict:
    """Return the whole report as data for JSON."""
    counters = {name: _pairs(getattr(report, name)) for name in COUNTERS}
    lists = {
        name: [[as_data(heading), list(map(as_data, lines))] for heading, lines in blocks.items()]
        for name, blocks in ((name, getattr(report, name)) for name in LISTS)
    }
    return (
        counters
        | lists
        | {
            "is_dry_run": report.is_dry_run,
            "states": [[*key, number] for key, number in report.states.items()],
            "remarks": list(map(as_data, report.remarks)),
            "details": list(map(as_data, report.details)),
            "moved_count": report.moved_count,
            "time_zone": report.time_zone,
            "losses_by_source": [
                [as_data(source), _pairs(what)] for source, what in report.losses_by_source.items()
            ],
            "sources_unlisted": len(report.sources_unlisted),
        }
    )


def report_of(data: dict) -> ImportReport:
    """Return the report that `data_of` has converted."""
    report = ImportReport(is_dry_run=data["is_dry_run"])
    for name in COUNTERS:
        setattr(report, name, _counter(data[name]))
    for name in LISTS:
        blocks = (
            (from_data(heading), list(map(from_data, lines))) for heading, lines in data[name]
        )
        setattr(report, name, defaultdict(list, blocks))
    report.states = Counter({(noun, state): number for noun, state, number in data["states"]})
    report.remarks = list(map(from_data, data["remarks"]))
    report.details = list(map(from_data, data["details"]))
    report.moved_count, report.time_zone = data["moved_count"], data["time_zone"]
    for source, what in data["losses_by_source"]:
        report.losses_by_source[from_data(source)] = _counter(what)
    report.sources_unlisted = set(range(data["sources_unlisted"]))
    return report


def _pairs(counts):
    return [[as_data(what), number] for what, number in counts.items() if number]


def _counter(pairs):
    return Counter({from_data(what): number for what, number in pairs})
