"""What is told of a request that went wrong, where errors are sent."""

from blogsite.access_log import untold


def test_an_error_is_sent_without_what_opens_something_or_who_met_it():
    asked = {
        "url": "https://blog.example/status/a-secret/?email=alice@mail.example",
        "method": "POST",
        "query_string": "email=alice@mail.example",
        "cookies": {"sessionid": "a-secret"},
        "headers": {"Referer": "https://blog.example/reports/a-secret/"},
    }
    event = untold({"level": "error", "request": asked, "user": {"ip_address": "192.0.2.7"}})
    request = {"url": "https://blog.example/status/…", "method": "POST"}
    assert event == {"level": "error", "request": request}
    assert untold({"level": "error"}) == {"level": "error"}
