"""Validate and clean records, beyond the types of their fields.

A file is untrusted input. Text is sanitized again when it is stored, by the model's `write`.
"""

import re
import zoneinfo
from ipaddress import ip_network

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.email_as_name import has_email
from accounts.models import User
from accounts.retention import IP_RETENTION, NETWORK_RETENTION
from blogsite.transfer.jsonl.schema import KINDS
from blogsite.transfer.jsonl.values import NOT_LIKE, REFUSED, Unreadable
from blogsite.transfer.remarks import Remark
from comments.models import Comment
from comments.rules import screening_rules
from moderation.models import CardButton, Kind
from moderation.models.ban import Subject
from moderation.models.house_rule import is_place, on_site
from moderation.models.reference import REFERENCE
from moderation.models.rule_text import TEXT
from moderation.screening.list_entries import READERS
from moderation.text.characters import clean_name
from posts.accent import DARK, LIGHT
from posts.colours import Colour
from posts.feed_ids import is_usable
from posts.foreign_urls import url_or_none
from posts.models.foreign_page import why_refused
from posts.models.menu import is_link
from posts.models.old_url import validate_internal_path
from posts.models.tag import key_of
from posts.slugs import validate_slug

LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
STEM = re.compile(r"images/[0-9a-f]{24}")
MAX_LAST_NUMBER = 10_000_000  # comments of one post
MAX_WIDTH = 1600  # pixels
EARLIER = ("undoes",)  # fields that refer to an earlier record of the same kind
NO_URI = gettext_noop("is no URI")
FIELD = gettext_noop("“%(field)s” %(why)s")


def unlike(field: str, message: str, **parameters) -> Unreadable:
    """Return the error for a field whose value is not as it must be."""
    return Unreadable(FIELD, field=field, why=Remark(message, **parameters))


class Admission:
    """The rules for records, which refuse some and clean others; the report has the changes."""

    def __init__(self, report):
        self.report = report
        self.now = timezone.now()
        self.rules = {rule.code: rule for rule in screening_rules()}

    def check(self, kind: str, pk: int, values: dict):
        """Clean the values of a record; raise Unreadable to refuse it."""
        for name in EARLIER:
            if name in values and (values[name] or 0) >= pk:
                raise Unreadable(gettext_noop("“%(field)s” is no earlier record"), field=name)
        if check := getattr(self, f"_{kind}", None):
            check(values)
        if kind != "comment":  # its constraints are checked here, without the database
            self._check_constraints(KINDS[kind], values)

    def _check_constraints(self, kind, values):
        columns = {
            kind.columns[name].attname: value
            for name, value in values.items()
            if not kind.columns[name].many_to_many
        }
        row = kind.model(**columns)
        for constraint in kind.checks:
            try:
                constraint.validate(kind.model, row)
            except ValidationError:
                rule = constraint.name.replace("_", " ")
                raise Unreadable(
                    gettext_noop("breaks a rule of the site: %(rule)s"), rule=rule
                ) from None

    # Texts and names

    def _blog(self, values):
        self._zone(values)
        self._language(values)
        if not is_usable(values["feed_base"]):
            raise unlike("feed_base", NO_URI)
        for name, scheme in (("accent", LIGHT), ("accent_dark", DARK)):
            if values[name] and scheme.shortfalls(Colour.parse(values[name])):
                values[name] = ""
                self.report.left_out[
                    gettext_noop("colour that cannot be read on this site's pages")
                ] += 1

    def _account(self, values):
        self._zone(values)
        self._language(values)
        values["email"] = self._valid_email(values["email"])
        self._clean(values, "display_name", User)
        if not values["display_name"] or has_email(values["display_name"]):
            values["display_name"] = "Somebody"
            self.report.changed[
                gettext_noop("name of an account that nobody may have, now Somebody")
            ] += 1

    def _valid_email(self, email):
        """Return an account's e-mail address if mail could go to it, else None."""
        try:
            validate_email(email)
        except ValidationError:
            return None
        return email

    def _comment(self, values):
        self._clean(values, "name", Comment)
        url = values["website"]
        if url and not (url.startswith(("http://", "https://")) and is_link(url)):
            values["website"] = ""
            self.report.left_out[gettext_noop("website that no link may lead to")] += 1
        if values["website"] and values["status"] == Comment.Status.PUBLISHED:
            self.report.hidden["website"] += 1
        if values["parent"] and values["number"]:
            raise unlike("number", gettext_noop("is for comments without a parent"))
        if values["status"] == Comment.Status.PUBLISHED and not values["published_at"]:
            raise unlike("published_at", gettext_noop("is missing, and it is published"))
        self._end_traces(values)

    def _end_traces(self, values):
        """Drop IP addresses and networks older than their retention time."""
        age = self.now - values["created"]
        if "ip" in values and values["ip"] and age > IP_RETENTION:
            values["ip"] = None
            self.report.left_out[gettext_noop("IP address that is too old")] += 1
        if values["network"]:
            self._network(values)
            if age > NETWORK_RETENTION:
                values["network"] = ""
                self.report.left_out[gettext_noop("network that is too old")] += 1

    def _recommendation(self, values):
        self._end_traces(values)

    def _report(self, values):
        self._end_traces(values)
        if values["reference"] and not REFERENCE.fullmatch(values["reference"]):
            raise unlike("reference", NOT_LIKE, example="R-7K3M-92QD")

    def _network(self, values):
        try:
            ip_network(values["network"])
        except ValueError:
            raise unlike("network", NOT_LIKE, example="203.0.113.0/24") from None

    def _ban(self, values):
        if values["network"]:
            try:
                values["network"] = Subject.network(values["network"])["network"]
            except ValidationError as error:
                raise unlike("network", REFUSED, why=error.messages[0]) from None

    def _tag(self, values):
        if not key_of(values["name"]):
            raise unlike("name", gettext_noop("has no visible character"))
        self._slug(values)

    def _post(self, values):
        self._slug(values)
        if values["last_number"] > MAX_LAST_NUMBER:
            raise unlike("last_number", gettext_noop("is too high"))
        if values["feed_id"] is not None and not is_usable(values["feed_id"]):
            raise unlike("feed_id", NO_URI)
        values["tags"] = list(dict.fromkeys(values["tags"]))

    def _menu_entry(self, values):
        if values["url"] and not is_link(values["url"]):
            raise unlike("url", gettext_noop("is no link for a menu"))

    def _old_url(self, values):
        if values["url"]:
            try:
                validate_internal_path(values["url"])
            except ValidationError as error:
                raise unlike("url", REFUSED, why=error.messages[0]) from None

    def _foreign_page(self, values):
        if url_or_none(values["url"]) is None or why_refused(values["identifier"] or ""):
            raise Unreadable(gettext_noop("“url” or “identifier” is none of a page"))

    def _foreign_url(self, values):
        url = url_or_none(f"https://{values['key']}")
        if url is None or url.key != values["key"]:
            raise unlike("key", gettext_noop("is no host and path of a page"))

    def _image(self, values):
        widths = values["widths"]
        is_list = isinstance(widths, list) and all(type(width) is int for width in widths)
        if not is_list or not widths or sorted(set(widths)) != widths:
            raise unlike("widths", gettext_noop("is no ascending list of numbers"))
        if widths[0] < 1 or widths[-1] > MAX_WIDTH or values["fallback"] not in ("jpg", "png"):
            raise Unreadable(gettext_noop("it names files that this site does not make"))
        if not STEM.fullmatch(values["stem"]):
            raise unlike("stem", gettext_noop("is not like images/ and 24 hexadecimal digits"))

    # Screening and moderation

    def _screening_rule(self, values):
        values["numbers"] = self._options(values["code"], values["numbers"])

    def _rule_change(self, values):
        for name in ("options_before", "options_after"):
            values[name] = self._options(values["code"], values[name])

    def _options(self, code, options):
        if not isinstance(options, dict):
            raise Unreadable(gettext_noop("its options are no object"))
        known = getattr(self.rules.get(code), "options", {})
        fitting = {
            name: number
            for name, number in options.items()
            if type(number) is int
            and (name == TEXT or name in known)
            and (name == TEXT or known[name].least <= number <= known[name].most)
        }
        self.report.left_out[gettext_noop("option that no rule has")] += len(options) - len(fitting)
        return fitting

    def _list_entry(self, values):
        keys = {key for kind in Kind.values if (key := READERS[kind](values["text"])[0])}
        if not keys:
            raise unlike("text", gettext_noop("is no phrase and no host"))

    def _house_rule(self, values):
        if not is_place(values["holds_on"]):
            raise unlike("holds_on", NOT_LIKE, example=on_site("harbour.example"))

    def _circumstance(self, values):
        if not isinstance(values["rules"], dict):
            raise unlike("rules", gettext_noop("is no object"))

    def _batch(self, values):
        if values["action"] not in CardButton.values:
            raise unlike("action", gettext_noop("is no choice of the desk"))

    # Fields

    def _clean(self, values, name, model):
        text = clean_name(values[name])[: model._meta.get_field(name).max_length]
        self.report.changed[gettext_noop("name cleaned")] += text != values[name]
        values[name] = text

    def _zone(self, values):
        if values["time_zone"] and values["time_zone"] not in zoneinfo.available_timezones():
            raise unlike("time_zone", NOT_LIKE, example="Europe/Paris")

    def _language(self, values):
        if values["language"] and not LANGUAGE.fullmatch(values["language"]):
            raise unlike("language", NOT_LIKE, example="pt-br")

    def _slug(self, values):
        try:
            validate_slug(values["slug"])
        except ValidationError as error:
            raise unlike("slug", REFUSED, why=error.messages[0]) from None
