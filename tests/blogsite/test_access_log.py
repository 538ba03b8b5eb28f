"""What is told of a request that went wrong, where errors are sent."""

from blogsite.serving.access_log import without_personal_data


def test_an_error_is_sent_without_what_opens_something_or_who_met_it():
    asked = {
        "url": "https://blog.example/status/a-secret/?email=alice@mail.example",
        "method": "POST",
        "query_string": "email=alice@mail.example",
        "cookies": {"sessionid": "a-secret"},
        "headers": {"Referer": "https://blog.example/reports/a-secret/"},
    }
    event = without_personal_data(
        {"level": "error", "request": asked, "user": {"ip_address": "192.0.2.7"}}
    )
    request = {"url": "https://blog.example/status/…", "method": "POST"}
    assert event == {"level": "error", "request": request}
    assert without_personal_data({"level": "error"}) == {"level": "error"}


def test_an_error_does_not_tell_the_link_that_stops_somebodys_mail():
    event = without_personal_data({"request": {"url": "https://blog.example/mail/a-secret/stop/"}})
    assert event["request"]["url"] == "https://blog.example/mail/…"


def test_sentry_is_told_where_it_failed_and_not_with_whose_words():
    failed = {"type": "IntegrityError", "value": "not null\nDETAIL: (7, Rosa, her words)"}
    sought = {"type": "KeyError", "value": "rosa@mail.example at /status/a-token/"}
    event = {"exception": {"values": [failed, sought]}, "logentry": {"message": "At %s"}}
    event["logentry"]["params"] = ["/status/a-token/"]
    assert without_personal_data(event) == {
        "logentry": {"message": "At %s"},
        "exception": {
            "values": [
                {"type": "IntegrityError", "value": "not null"},
                {"type": "KeyError", "value": "… at /status/…"},
            ]
        },
    }
