"""Every URL of moderation, requested by each role: permissions, and GET changes nothing."""

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from accounts.models import User
from comments.models import Comment
from comments.rules import rule_of
from moderation.models import (
    Appeal,
    ArchiveSearch,
    Ban,
    Batch,
    Decision,
    HouseRule,
    HouseRuleProposal,
    ModeratorScope,
    Note,
    Rule,
    ScreeningList,
    Training,
    Trial,
)
from tests.cast import a_comment, a_post, bob, edda, milo, mona
from tests.moderation.deciding import a_comment_that_is, a_report, a_rule, decide

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def root():
    known = User.objects.filter(is_superuser=True).first()
    return known or User.objects.create_superuser("root", display_name="The owner")


PEOPLE = {"stranger": None, "reader": bob, "editor": edda, "moderator": mona, "superuser": root}

QUEUES = ("heldcomment", "reportedcomment", "wokenthread", "assignedcomment", "spotcheckedcomment")
# One class makes the views of all queues.
OTHER_QUEUES = tuple(f"/admin/moderation/{queue}/" for queue in QUEUES[1:])
LOOKS = (
    *("change", "card", "next", "previous", "card_next", "card_previous", "by_author"),
    *("context", "card_context"),
)
ACTS = (
    "decide",
    "card_decide",
    "ban",
    "card_ban",
    "note",
    "card_note",
    "skip",
    "card_skip",
    "assign",
    "card_assign",
    "reply",
    "card_reply",
    "hold_first",
    "card_hold_first",
    "limit",
    "card_limit",
    "claim",
)
SEARCH_ACTS = ("similar", "search_archive", "search_step", "card_search_step")

# Roles that may open a URL, beside the superuser, by what it is for.
MODERATORS = {"moderator", "superuser"}
STAFF = {"editor", "moderator", "superuser"}
EDITORS = {"editor", "superuser"}
OWNERS = {"superuser"}
NOBODY = set()

WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def scene(db):
    """A comment in every queue, a ban, a batch, a decision; by name, their keys."""
    cache.clear()
    comment = a_comment_that_is("held")
    a_report(a_comment(a_post()))
    ban = Ban.objects.impose(email="x@y.example", by=mona(), ground=a_rule())
    batch = Batch.objects.begin(
        "spam", on=Comment.objects.filter(pk=comment.pk), by=mona(), ground=None
    )
    ArchiveSearch.objects.begin(comment, by=mona())
    removal = decide("remove", a_comment(a_post()), by=milo(), ground=a_rule())
    appeal = Appeal.objects.file(removal, "It was a quotation.")
    many_links = rule_of("many_links")
    change = Rule.objects.change(many_links, state="on", options={"links": 3}, by=mona())
    trial = Trial.objects.create(rule="many_links", options={"links": 3}, by=mona())
    rule = HouseRule.objects.get(code="spam")
    proposal = HouseRuleProposal.objects.create(
        based_on=rule.current, by=mona(), title="No adverts", text="None.", sentence="An advert."
    )
    texts = {"house_rule": rule, "sentence": "It sells something."}
    phrases = ScreeningList.objects.start("phrases", "Sales talk", by=mona(), **texts)
    return {
        "screeninglist": phrases.pk,
        "listrevision": phrases.last_revision.pk,
        "houseruleproposal": proposal.pk,
        "rulechange": change.pk,
        "trial": trial.pk,
        "training": Training.objects.create(ground="spam", share=2, weights=b"none").pk,
        "comment": comment.pk,
        "person": comment.author_id,
        "ban": ban.pk,
        "batch": batch.pk,
        "decision": ban.decision_id,
        "houserule": rule.pk,
        "moderatorscope": ModeratorScope.objects.create(user=milo()).pk,
        "appeal": appeal.pk,
    }


def looks(scene):
    """Yield every URL that is read, and the roles that may read it."""
    for queue in QUEUES:
        for name in ("changelist", "items", "bulk"):
            yield at(queue, name), MODERATORS
        yield at(queue, "similar", scene["comment"]), MODERATORS
        for name in LOOKS:
            yield at(queue, name, scene["comment"]), MODERATORS
        yield f"/admin/moderation/{queue}/add/", NOBODY
    for model in ("decision", "ban", "batch"):
        yield at(model, "changelist"), MODERATORS
        yield at(model, "change", scene[model]), MODERATORS
        yield f"/admin/moderation/{model}/{scene[model]}/delete/", NOBODY
    for name in ("changelist", "items"):
        yield at("appeal", name), MODERATORS
    for name in ("change", "card", "next", "previous", "card_next", "card_previous"):
        yield at("appeal", name, scene["appeal"]), MODERATORS
    yield "/admin/moderation/appeal/add/", NOBODY
    yield at("ban", "add"), MODERATORS
    yield "/admin/moderation/decision/add/", NOBODY
    yield at("decision", "csv"), MODERATORS
    yield "/admin/accounts/person/", MODERATORS
    yield f"/admin/accounts/person/{scene['person']}/", MODERATORS
    yield at("rule", "changelist"), MODERATORS
    yield at("rule", "records"), MODERATORS
    yield at("rule", "change", "too_fast"), MODERATORS
    yield at("rule", "trials", "too_fast"), MODERATORS
    yield at("rule", "learned"), MODERATORS
    yield at("rule", "learned_progress"), MODERATORS
    yield at("rule", "shadow_right", "too_fast"), MODERATORS
    yield at("rule", "shadow_wrong", "too_fast"), MODERATORS
    for name in ("trial", "trial_progress"):
        yield of_rule(name, scene["trial"]), MODERATORS
    yield at("screeninglist", "changelist"), MODERATORS
    yield at("screeninglist", "add"), MODERATORS
    yield at("screeninglist", "change", scene["screeninglist"]), MODERATORS
    yield at("screeninglist", "try_entries", scene["screeninglist"]), MODERATORS
    yield at("houserule", "changelist"), STAFF
    yield at("houserule", "change", scene["houserule"]), STAFF
    yield at("houserule", "add"), EDITORS
    yield at("houserule", "starting_set"), EDITORS
    yield at("houseruleproposal", "changelist"), STAFF
    yield at("houseruleproposal", "change", scene["houseruleproposal"]), STAFF
    yield at("houseruleproposal", "add_to", scene["houserule"]), MODERATORS
    yield at("moderatorscope", "changelist"), OWNERS
    yield at("moderatorscope", "change", scene["moderatorscope"]), OWNERS
    yield at("moderatorscope", "add"), OWNERS


def acts(scene):
    """Yield every URL that acts, and the roles that may use it."""
    for queue in QUEUES:
        for name in ACTS:
            yield at(queue, name, scene["comment"]), MODERATORS
        for name in ("undo", "card_undo", "bulk", "deal", "save_filter", "delete_filter"):
            yield at(queue, name), MODERATORS
        for name in ("by_author", *SEARCH_ACTS):
            yield at(queue, name, scene["comment"]), MODERATORS
    for name in ("answer", "card_answer"):
        yield at("appeal", name, scene["appeal"]), MODERATORS
    for name in ("undo", "card_undo"):
        yield at("appeal", name), MODERATORS
    yield at("batch", "step", scene["batch"]), MODERATORS
    yield at("batch", "piece_step", scene["batch"]), MODERATORS
    yield at("batch", "undo", scene["batch"]), MODERATORS
    yield at("ban", "lift", scene["ban"]), MODERATORS
    yield at("ban", "unlift", scene["ban"]), MODERATORS
    yield at("ban", "add"), MODERATORS
    yield at("rule", "change", "too_fast"), MODERATORS
    yield at("rule", "trials", "too_fast"), MODERATORS
    yield of_rule("undo", scene["rulechange"]), MODERATORS
    yield of_rule("trial_again", scene["trial"]), MODERATORS
    yield at("rule", "learned_train"), MODERATORS
    yield at("rule", "learned_resume"), MODERATORS
    yield at("rule", "learned_use", scene["training"]), MODERATORS
    for name in ("change", "add_entries", "try_entries", "remove_entries"):
        yield at("screeninglist", name, scene["screeninglist"]), MODERATORS
    yield at("screeninglist", "add"), MODERATORS
    yield undo_of_list(scene), MODERATORS
    yield at("houserule", "change", scene["houserule"]), EDITORS
    yield at("houserule", "add"), EDITORS
    yield at("houserule", "starting_set"), EDITORS
    yield at("houserule", "preview"), STAFF
    yield at("houseruleproposal", "change", scene["houseruleproposal"]), EDITORS
    yield at("houseruleproposal", "add_to", scene["houserule"]), MODERATORS
    yield at("moderatorscope", "change", scene["moderatorscope"]), OWNERS
    yield at("moderatorscope", "add"), OWNERS
    yield at("decision", "change", scene["decision"]), NOBODY
    yield at("ban", "change", scene["ban"]), NOBODY


def of_rule(name, key):
    return reverse(f"admin:moderation_rule_{name}", args=["many_links", key])


def undo_of_list(scene):
    keys = [scene["screeninglist"], scene["listrevision"]]
    return reverse("admin:moderation_screeninglist_undo", args=keys)


def at(model, name, key=None):
    return reverse(f"admin:moderation_{model}_{name}", args=[key] if key else [])


def enter(client, who):
    if PEOPLE[who]:
        client.force_login(PEOPLE[who]())


def is_let_in(answer):
    """Whether it answers at all; the rest are sent to sign in, told no, or told nothing."""
    if answer.status_code == 302:
        return "/admin/login/" not in answer["Location"]
    return answer.status_code not in (403, 404, 405)


@pytest.mark.slow
@pytest.mark.parametrize("who", PEOPLE)
def test_only_staff_with_the_permission_see_a_page_and_a_look_changes_nothing(client, scene, who):
    enter(client, who)
    for url, whom in looks(scene):
        if is_in_the_walk_of_a_moderator(who, whom):
            continue
        with CaptureQueriesContext(connection) as queries:
            assert is_let_in(client.get(url)) == (who in whom), url
        assert [q["sql"] for q in queries if q["sql"].startswith(WRITES)] == [], url


def is_in_the_walk_of_a_moderator(who, whom) -> bool:
    """Return whether a page need not be opened by a superuser, who is denied no permission."""
    return who == "superuser" and whom >= MODERATORS


@pytest.mark.slow
@pytest.mark.parametrize("who", PEOPLE)
def test_only_staff_with_the_permission_act_and_a_refused_act_changes_nothing(client, scene, who):
    enter(client, who)
    before, form = Decision.objects.count(), full_form(scene)
    for url, whom in acts(scene):
        if is_in_the_walk_of_a_moderator(who, whom):
            continue
        if who in whom and url.startswith(OTHER_QUEUES):
            # The views of the first queue. They take no PUT, and say so to those who may POST.
            assert client.put(url).status_code == 405, url
            continue
        answer = client.post(url, {} if who in whom else form)
        if url.endswith("undo/") and who in whom and "batch" not in url:
            assert answer.status_code == 404, url  # no such decision
        else:
            assert is_let_in(answer) == (who in whom), url
    if who not in MODERATORS:
        assert (Decision.objects.count(), Note.objects.count()) == (before, 0)
        assert Comment.objects.get(pk=scene["comment"]).is_held
        assert Ban.objects.running().count() == 1


def full_form(scene):
    return {
        "action": "spam",
        "state_token": "held",
        "ground": a_rule().pk,
        "text": "A note.",
        "whom": "person",
        "term": "week",
        "kind": "email",
        "subject": "z@y.example",
        "decision": scene["decision"],
        "before": "2100-01-01",
    }


KEYED = ("appeal", "ban", "batch", "decision", "houserule", "moderatorscope")


def test_a_url_that_acts_refuses_get_requests(client, scene):
    client.force_login(root())
    viewed = {url for url, _ in looks(scene)}
    for url, _ in acts(scene):
        if url not in viewed and not url.startswith(OTHER_QUEUES):
            assert client.get(url).status_code == 405, url


@pytest.mark.slow
def test_a_form_without_a_csrf_token_is_refused(scene):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(mona())
    form = full_form(scene)
    for url, whom in acts(scene):
        if whom and not url.startswith(OTHER_QUEUES):
            assert client.post(url, form).status_code == 403, url


def test_every_url_of_the_desk_is_covered_by_these_tests(scene):
    walked = {*(a for a, _ in looks(scene)), *(a for a, _ in acts(scene))}
    keys = {
        **dict.fromkeys(QUEUES, scene["comment"]),
        **{model: scene[model] for model in KEYED},
        "houseruleproposal": scene["houseruleproposal"],
        "rule": "too_fast",
        "screeninglist": scene["screeninglist"],
    }
    pairs = [["many_links", scene[key]] for key in ("rulechange", "trial")]
    pairs.append([scene["screeninglist"], scene["listrevision"]])
    for name in named_urls():
        _, model, _ = name.split("_", 2)
        options = [[keys[model]], [], *pairs, [scene["houserule"]], [scene["training"]]]
        reached = {url for args in options if (url := reached_by(name, args))}
        if not name.endswith(("_history", "_delete")):
            assert reached & walked, name


def named_urls():
    resolver = get_resolver().namespace_dict["admin"][1]
    names = {key for key in resolver.reverse_dict if isinstance(key, str)}
    return sorted(name for name in names if name.startswith("moderation_"))


def reached_by(name, args):
    from django.urls import NoReverseMatch

    try:
        return reverse(f"admin:{name}", args=args)
    except NoReverseMatch:
        return None


@pytest.mark.parametrize(("who", "tells"), [("editor", False), ("moderator", True)])
def test_only_moderators_see_a_guests_email_and_ip_address(client, who, tells):
    comment = a_comment(a_post(), email="frost@elsewhere.example", ip="203.0.113.7")
    client.force_login(PEOPLE[who]())
    lists = "/admin/comments/comment/"
    card = client.get(f"{lists}{comment.pk}/change/").text
    assert ("frost@elsewhere.example" in card) == ("203.0.113.7" in card) == tells
    assert (f"{comment.pk}/change/" in client.get(f"{lists}?q=elsewhere.example").text) == tells
    for column in ("email", "ip", "network", "link_nonce"):
        assert client.get(f"{lists}?{column}__startswith=f").status_code == 400, column
    assert client.get(f"{lists}?status__exact=published").status_code == 200


@pytest.mark.parametrize(
    ("words", "is_match"),
    [
        ("frost", True),
        ("Wend fros", True),
        ("müller", True),
        ("thaw", True),
        ("ros", False),
        ("endela", False),
        ("rosa", False),
        ("frost rosa", False),
    ],
)
def test_editors_search_names_and_texts_but_no_emails(client, words, is_match):
    comment = a_comment(a_post(), "A frosty night.", name="Wendela Müller", email="rosa@e.example")
    comment.add("Then a thaw.")
    client.force_login(edda())
    page = client.get("/admin/comments/comment/", {"q": words}).text
    assert (f"{comment.pk}/change/" in page) == is_match


def test_the_admin_deletes_no_decisions_and_edits_no_comments(rf):
    request = rf.get("/")
    request.user = root()
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label == "moderation":
            assert not model_admin.has_delete_permission(request), model
        if issubclass(model, Comment):
            assert not model_admin.has_change_permission(request), model
