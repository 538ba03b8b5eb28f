"""What is sent to Sentry about a failed request, and what is left out."""

from blogsite.serving.access_log import without_personal_data


def test_an_error_is_sent_to_sentry_without_secrets_or_people():
    request = {
        "url": "https://blog.example/status/a-secret/?email=alice@mail.example",
        "method": "POST",
        "query_string": "email=alice@mail.example",
        "cookies": {"sessionid": "a-secret"},
        "headers": {"Referer": "https://blog.example/reports/a-secret/"},
    }
    event = without_personal_data(
        {"level": "error", "request": request, "user": {"ip_address": "192.0.2.7"}}
    )
    request = {"url": "https://blog.example/status/…", "method": "POST"}
    assert event == {"level": "error", "request": request}
    assert without_personal_data({"level": "error"}) == {"level": "error"}


def test_an_error_is_sent_without_the_token_of_a_mail_link():
    event = without_personal_data({"request": {"url": "https://blog.example/mail/a-secret/stop/"}})
    assert event["request"]["url"] == "https://blog.example/mail/…"


def test_sentry_gets_the_place_of_an_error_and_no_typed_text():
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
