"""Moderators with a scope: queues and the desk hold only the comments they look after."""

from contextlib import suppress

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.models import User
from comments.models import Comment
from moderation.models import (
    Appeal,
    Assignment,
    Ban,
    Batch,
    HeldComment,
    ModeratorScope,
    Note,
    Rule,
)
from tests.cast import a_comment, a_post, account, bob, edda, milo, mona
from tests.moderation.deciding import a_report, a_rule, decide

pytestmark = pytest.mark.django_db

HELD = Comment.Status.HELD
TAG, AUTHOR = ModeratorScope.Kind.TAG, ModeratorScope.Kind.AUTHOR


@pytest.fixture
def tea():
    """A held comment under a post about tea, which bob wrote."""
    post = a_post("Tea")
    post.author = bob()
    post.save()
    post.tag(["Tea"])
    return a_comment(post, "Sencha.", status=HELD)


@pytest.fixture
def coffee():
    post = a_post("Coffee")
    post.tag(["Coffee"])
    return a_comment(post, "Espresso.", status=HELD)


@pytest.fixture(params=[TAG, AUTHOR])
def scoped(client, request, tea):
    """Return the client of mona, who looks after the post about tea by its tag or its author."""
    tag, author = tea.post.tags.get(), tea.post.author
    what = {TAG: {"tag": tag}, AUTHOR: {"author": author}}[request.param]
    ModeratorScope.objects.create(user=mona(), kind=request.param, **what)
    client.force_login(mona())
    return client


def to(name, *args, queue="heldcomment"):
    return reverse(f"admin:moderation_{queue}_{name}", args=args)


def test_a_moderator_looks_after_all_comments_by_default(client, tea, coffee):
    for moderator in (mona(), milo()):
        client.force_login(moderator)
        queue = client.get(to("changelist"))
        assert {row.item.pk for row in queue.context["rows"]} == {tea.pk, coffee.pk}
        ModeratorScope.objects.create(user=moderator)  # of all, said outright


def test_a_queue_holds_the_scope_of_its_moderator_alone(scoped, tea, coffee):
    queue = scoped.get(to("changelist"))
    assert "Sencha" in queue.text
    assert "Espresso" not in queue.text
    assert queue.context["queue"].count.number == 1
    assert [queue.count.number for queue in scoped.get("/admin/").context["queues"]][0] == 1


def test_the_last_comment_of_a_scope_is_followed_by_no_other(scoped, tea, coffee):
    token = scoped.get(to("card", tea.pk)).context["card"].state_token
    answer = scoped.post(to("card_decide", tea.pk), {"action": "let_stand", "state_token": token})
    assert answer.status_code == 200
    assert Comment.objects.get(pk=tea.pk).is_published
    assert "Espresso" not in answer.text


@pytest.mark.one_database
@pytest.mark.parametrize("look", ["change", "card", "by_author", "context"])
def test_a_comment_outside_the_scope_cannot_be_read_at_the_desk(scoped, coffee, look):
    assert scoped.get(to(look, coffee.pk)).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("act", "sent"),
    [
        ("decide", {"action": "reject"}),
        ("ban", {"what": "person"}),
        ("note", {"text": "Careful."}),
        ("claim", {}),
    ],
)
def test_nobody_decides_on_a_comment_outside_the_scope(scoped, coffee, act, sent):
    assert scoped.post(to(act, coffee.pk), sent).status_code == 404
    assert Comment.objects.get(pk=coffee.pk).status == HELD


@pytest.mark.one_database
def test_nobody_undoes_a_decision_outside_the_scope(scoped, coffee):
    decision = coffee.decisions.model.objects.take("reject", coffee, by=milo(), ground=a_rule())
    assert scoped.post(to("undo"), {"decision": decision.pk}).status_code == 404
    assert Comment.objects.get(pk=coffee.pk).status == Comment.Status.REJECTED


def test_deciding_on_many_reaches_the_scope_alone(scoped, tea, coffee):
    page = scoped.get(to("bulk"))
    sent = {"action": "let_stand", "before": page.context["before"]}
    assert scoped.post(to("bulk"), sent).status_code == 302
    assert [item.comment_id for item in Batch.objects.get().items.all()] == [tea.pk]


def test_a_batch_is_undone_by_those_who_look_after_all_its_comments(scoped, tea, coffee):
    batches = [
        Batch.objects.begin("let_stand", on=Comment.objects.filter(pk__in=pks), by=milo())
        for pks in ([tea.pk], [tea.pk, coffee.pk])
    ]
    for act in ("step", "undo"):
        urls = [reverse(f"admin:moderation_batch_{act}", args=[batch.pk]) for batch in batches]
        assert [scoped.post(url).status_code for url in urls] == [302, 404]


def test_the_reference_of_a_report_outside_the_scope_finds_nothing(scoped, coffee):
    report = a_report(a_comment(coffee.post, "Robusta."))
    answer = scoped.get(to("changelist"), {"q": report.reference})
    assert answer.status_code == 200
    assert "Robusta" not in answer.text


def test_a_scope_is_kept_by_the_tag_and_the_author_it_names(tea):
    tag = tea.post.tags.get()
    ModeratorScope.objects.create(user=mona(), kind=TAG, tag=tag)
    with pytest.raises(ProtectedError):
        tag.delete()
    assert HeldComment.objects.filter(ModeratorScope.objects.condition_for(mona())).count() == 1


@pytest.mark.parametrize("fields", [{"kind": TAG}, {"kind": AUTHOR}, {"kind": "desk"}])
def test_the_database_refuses_a_scope_without_what_its_kind_needs(fields):
    with pytest.raises(IntegrityError):
        ModeratorScope.objects.create(user=mona(), **fields)


def test_owners_may_do_what_moderators_and_editors_may_do(client):
    labels = {
        group.name: set(group.permissions.values_list("content_type__app_label", "codename"))
        for group in Group.objects.all()
    }
    assert labels["Owners"] > labels["Moderators"] | labels["Editors"]
    assert ("accounts", "change_user") not in labels["Owners"]
    client.force_login(account("olga", "Owners"))
    for path in ("/admin/", to("changelist"), "/admin/posts/post/", "/admin/moderation/rule/"):
        assert client.get(path).status_code == 200
    assert edda().has_perm("posts.change_post")


def test_nobody_closes_a_branch_outside_the_scope(scoped, tea, coffee):
    mona().groups.add(Group.objects.get(name="Editors"))
    for comment in (tea, coffee):
        comment.approve()
    urls = [reverse("moderation:editorial", args=[comment.pk]) for comment in (tea, coffee)]
    answers = [scoped.post(url, {"action": "close_branch"}).status_code for url in urls]
    assert answers == [303, 404]


# All pages


def everything_about(comment):
    """Give a comment what moderation has: a report, a note, decisions, a ban, a batch.

    Return them, with the post and the people, as models write them.
    """
    comment.approve()
    report = a_report(comment, "rosa", note="Robusta, he says.")
    Note.objects.write("Ristretto again.", by=milo(), comment=comment)
    ban = Ban.objects.impose(person=comment.author, about=comment, by=mona(), ground=a_rule())
    decision = comment.decisions.model.objects.take("close_branch", comment, by=mona())
    batch = Batch.objects.begin("spam", on=Comment.objects.filter(pk=comment.pk), by=mona())
    held = a_comment(comment.post, "Lungo.", name="Crema", by=comment.author, status=HELD)
    Assignment.objects.assign(held, to=mona(), by=milo())
    author = comment.author
    return [comment, held, report, ban, decision, batch, author, author.user, comment.post]


LISTS = ("comment/", "thread/", "decision/", "ban/")
OUTSIDE = ("Espresso", "Robusta", "Ristretto", "Lungo", "Crema", "Carla")


def pages_of_the_desk(rows):
    """Yield the URLs of each page of the admin: for each of its rows, where it is about one."""
    resolver = get_resolver().namespace_dict["admin"][1]
    for name in sorted(name for name in resolver.reverse_dict if isinstance(name, str)):
        urls = []
        for args in [[], *([key] for key in sorted(keys_for(name, rows)))]:
            with suppress(NoReverseMatch):
                urls.append(reverse(f"admin:{name}", args=args))
        yield list(dict.fromkeys(urls))


def keys_for(name, rows) -> set[int]:
    """Return the keys for a page's URL: of the rows of its model, and of the first row of all.

    A queue has those that are in it, or that first row.
    """
    app, model, *_ = *name.split("_"), ""
    try:
        model = apps.get_model(app, model)
    except LookupError:
        return {row.pk for row in rows}
    model = User if model._meta.swapped else model
    keys = {row.pk for row in rows if isinstance(row, model._meta.concrete_model)}
    if issubclass(model, Comment):
        in_queue = model.objects.filter(pk__in=keys).values_list("pk", flat=True)
        return set(in_queue) or {rows[0].pk}
    stored = model._default_manager.values_list("pk", flat=True)[:1]
    return (keys or set(stored)) | {rows[0].pk}


@pytest.mark.slow
@pytest.mark.one_database  # it is about which pages ask for the scope; what it holds, above
@pytest.mark.parametrize("scoped", [TAG], indirect=True)
def test_no_page_of_the_desk_shows_a_moderator_what_is_outside_the_scope(scoped, tea, coffee):
    Comment.objects.filter(pk=coffee.pk).update(name="Carla")
    rows = everything_about(Comment.objects.get(pk=coffee.pk))
    removal = decide(
        "reject", a_comment(coffee.post, "Lungo.", status=HELD), by=milo(), ground=a_rule()
    )
    appeal = Appeal.objects.file(removal, "Robusta is no insult.")
    pages = list(pages_of_the_desk([*rows, appeal, tea]))
    lists = [urls[0] for urls in pages if urls and urls[0].endswith(LISTS)]
    searches = [f"{url}?q={words}" for url in lists for words in ("Espress", "Carl")]
    searches.append(f"{to('changelist')}?post={coffee.post_id}")
    opened = 0
    for urls in [*pages, searches]:
        for url in urls:
            answer = scoped.get(url)
            if answer.status_code == 405:
                break  # it only acts, with any key
            opened += answer.status_code == 200
            text = answer.getvalue().decode(errors="replace")
            leaks = [word for word in OUTSIDE if word in text]
            assert not (answer.status_code == 200 and leaks), (url, leaks)
    assert opened > 25


def test_no_number_at_the_desk_counts_what_is_outside_the_scope(scoped, tea, coffee):
    everything_about(coffee)
    front = scoped.get("/admin/").context
    assert sum(queue.count.number for queue in front["queues"]) == 1
    assert sum(number for _, number in front["changes"]) == 1  # the comment that is held
    assert not front["batches"] and not front["own_day"].counts
    assert scoped.get(to("changelist")).context["last"] is None
    card = scoped.get(to("card", tea.pk)).context["card"]
    assert card.record.number == 1
    assert not scoped.get(to("changelist", queue="ban")).context["cl"].result_list


@pytest.mark.one_database
@pytest.mark.parametrize("page", ["ban_add", "rule_change"])
def test_a_moderator_with_a_scope_changes_nothing_that_reaches_beyond_it(scoped, page):
    url = reverse(f"admin:moderation_{page}", args=["too_fast"] if page == "rule_change" else [])
    form = {"network": "203.0.113.0/24", "ground": a_rule().pk, "is_on": "on"}
    assert scoped.post(url, form).status_code == 403
    assert not Ban.objects.exists() and not Rule.objects.exists()


# Who sets a scope


SCOPES = "/admin/moderation/moderatorscope/"


def test_an_owner_lets_an_editor_moderate_under_their_own_posts(client, tea):
    owner, editor = account("olga", "Owners"), edda()
    client.force_login(owner)
    form = {"user": editor.pk, "kind": "author", "author": editor.pk, "may_moderate": "on"}
    assert client.post(f"{SCOPES}add/", form).status_code == 302
    own = a_comment(a_post("Cocoa"), "Criollo.", status=HELD)
    desk = Client()
    desk.force_login(editor)
    page = desk.get(to("changelist")).text
    assert "Criollo" in page and "Sencha" not in page
    change = f"{SCOPES}{ModeratorScope.objects.get().pk}/change/"
    assert 'name="may_moderate"' in client.get(change).text
    del form["user"], form["may_moderate"]
    assert client.post(change, form).status_code == 302
    assert desk.get(to("change", own.pk)).status_code == 403


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"kind": "tag"}, "Choose the tag."),
        ({"kind": "author"}, "Choose the author of the posts."),
        ({"kind": "desk"}, "Select a valid choice"),
        ({"kind": "all", "user": "olga"}, "Select a valid choice"),
        ({"kind": "all", "user": "bob"}, "Select a valid choice"),
    ],
)
def test_a_scope_needs_what_its_kind_names_and_a_moderator(client, form, says):
    owner = account("olga", "Owners")
    client.force_login(owner)
    users = {"olga": owner, "bob": bob()}
    user = users.get(form.get("user"), mona())
    answer = client.post(f"{SCOPES}add/", form | {"user": user.pk, "may_moderate": "on"})
    assert answer.status_code == 200 and says in answer.text
    assert not ModeratorScope.objects.exists()
