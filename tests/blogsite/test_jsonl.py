"""The blog as JSON Lines: out, in again, and out once more."""

import io
import json
import zipfile
from shutil import copyfile

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Person, User
from blogsite.transfer.files import ImportRefused
from blogsite.transfer.jsonl.importer import import_jsonl
from blogsite.transfer.jsonl.left_out import LEFT_OUT
from blogsite.transfer.jsonl.rows import ImportedRows
from blogsite.transfer.jsonl.schema import KINDS
from blogsite.transfer.jsonl.writer import export_jsonl
from blogsite.transfer.report_texts import ReportTexts
from comments.models import Comment
from moderation.models import Ban, Case, Decision, HouseRuleVersion, Rule, ScreeningList
from posts.models import Blog, Image, MenuEntry, Post
from tests.blogsite import jsonl
from tests.blogsite.jsonl import a_record, small_blog, write
from tests.cast import a_comment, a_post, account, an_owner
from tests.commands import in_turn
from tests.migrated_database import stored_file
from tests.snapshot import Snapshot

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Give each test a place for its pictures: other tests store and delete the same ones."""
    settings.MEDIA_ROOT = tmp_path / "media-of-the-site"


@pytest.fixture
def empty_blog(db):
    """Return a function that gives the blog back the rows of its migrations."""
    return Snapshot().put_back


def refusal(path) -> str:
    with pytest.raises(ImportRefused) as refused:
        import_jsonl(path)
    return str(refused.value)


# Every field


def test_each_field_of_each_model_is_exported_or_left_out_with_reason():
    kinds = {kind.model: kind for kind in KINDS.values()}
    for model in apps.get_models():
        label = model._meta.label
        if model._meta.proxy:
            continue
        assert (model in kinds) != (label in LEFT_OUT), label
        if model in kinds:
            kind = kinds[model]
            fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
            names = {field.name for field in fields if not field.primary_key or kind.parent}
            assert names == {*kind.fields, *kind.left_out}, label
            assert not {*kind.fields} & kind.left_out.keys(), label
    assert all(LEFT_OUT.values())
    assert LEFT_OUT.keys() <= {model._meta.label for model in apps.get_models()}


@pytest.mark.one_database
def test_no_secret_of_anybody_is_in_a_file(fill_blog, tmp_path):
    fill_blog()
    export_jsonl(tmp_path / "blog.jsonl")
    text = (tmp_path / "blog.jsonl").read_text()
    secrets = [str(key) for key in Person.objects.values_list("key", flat=True)]
    secrets += User.objects.values_list("password", flat=True)
    secrets += map(str, Comment.objects.values_list("link_nonce", flat=True))
    assert [secret for secret in secrets if secret in text] == []


# Out, in, and out again


@pytest.mark.parametrize(
    "name", ["blog.jsonl", pytest.param("blog.zip", marks=pytest.mark.one_database)]
)
def test_a_blog_that_moved_is_exported_byte_for_byte(name, empty_blog, fill_blog, tmp_path):
    fill_blog()
    export_jsonl(tmp_path / name)
    kinds = {record.get("kind") for record in records_in(tmp_path / name)}
    assert kinds >= KINDS.keys()
    comments = {c.pk: (c.parent_id, c.number, c.body_html) for c in Comment.objects.all()}
    cases = set(Case.objects.values_list("comment", "report_count"))
    empty_blog()
    report = import_jsonl(tmp_path / name)
    assert ReportTexts(report).verdict == "Nothing that readers can see was lost."
    assert {c.pk: (c.parent_id, c.number, c.body_html) for c in Comment.objects.all()} == comments
    assert set(Case.objects.values_list("comment", "report_count")) == cases
    call_command("check_threads")
    again = tmp_path / "again" / name
    again.parent.mkdir()
    export_jsonl(again)
    assert again.read_bytes() == (tmp_path / name).read_bytes()
    assert [path.name for path in again.parent.glob(".*")] == []
    call_command("import_jsonl", str(tmp_path / name), stdout=(out := io.StringIO()))
    assert out.getvalue().startswith("Came in: nothing\n")


def records_in(path) -> list[dict]:
    if path.suffix != ".zip":
        return jsonl.records_of(path)
    with zipfile.ZipFile(path) as archive:
        return [json.loads(line) for line in archive.read("blog.jsonl").splitlines()]


TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=40)
COMMENTS = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(Comment.Status.values), TEXT, st.booleans()),
    max_size=8,
)
TAGS = st.lists(TEXT, max_size=3)
MADE_BLOGS = st.lists(st.tuples(TEXT, TEXT, st.booleans(), COMMENTS, TAGS), max_size=3)


def make(blog):
    """Store posts with their tags and comments, as MADE_BLOGS draws them."""
    for title, body, is_public, comments, tags in blog:
        post = a_post(title=f"T{title}"[:200], body=body)
        post.tag(tags)
        stored = []
        for place, status, text, is_guest in comments:
            by = Person.objects.create() if is_guest else None
            parent = stored[place % len(stored)] if stored and place else None
            stored.append(a_comment(post, text, by=by, name="Guest", parent=parent))
            others = Comment.objects.filter(pk=stored[-1].pk)
            others.update(status=status)
            stored[-1].refresh_from_db()
            if not stored[-1].is_published:
                stored.pop()
        if not is_public:
            post.refresh_from_db()
            post.unpublish()
    call_command("check_threads", "--repair", stdout=io.StringIO())


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(blog=MADE_BLOGS)
def test_any_blog_that_can_be_made_comes_back_byte_for_byte(blog, empty_blog, tmp_path):
    empty_blog()
    make(blog)
    export_jsonl(tmp_path / "a.jsonl")
    empty_blog()
    import_jsonl(tmp_path / "a.jsonl")
    export_jsonl(tmp_path / "b.jsonl")
    assert (tmp_path / "b.jsonl").read_bytes() == (tmp_path / "a.jsonl").read_bytes()


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(blog=MADE_BLOGS)
def test_a_blog_moves_between_the_databases_and_back(blog, empty_blog, fill_blog, tmp_path):
    empty_blog()
    fill_blog()
    make(blog)
    export_jsonl(tmp_path / "a.jsonl")
    copyfile(stored_file(), tmp_path / "other.sqlite3")
    url = f"sqlite:///{tmp_path}/other.sqlite3"
    own_files = {"VAR_DIR": str(tmp_path)}
    commands = [("import_jsonl", tmp_path / "a.jsonl"), ("export_jsonl", tmp_path / "b.jsonl")]
    for done in in_turn(url, [(words, own_files) for words in commands]):
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "b.jsonl").read_bytes() == (tmp_path / "a.jsonl").read_bytes()
    empty_blog()
    import_jsonl(tmp_path / "b.jsonl")
    export_jsonl(tmp_path / "c.jsonl")
    assert (tmp_path / "c.jsonl").read_bytes() == (tmp_path / "a.jsonl").read_bytes()


# Into a blog that has rows of its own


def test_an_import_into_a_filled_blog_changes_nothing_that_was_there(tmp_path):
    blog, post = Blog.objects.current(), a_post(title="Ours")
    ours = a_comment(post, "Here first.")
    records = [{"kind": "blog", "id": 1, "name": "Theirs", "feed_base": "tag:x.example,2020:b"}]
    records += small_blog(a_record(1, number=1), a_record(2, "A reply.", parent=1))
    for _ in range(2):
        import_jsonl(write(tmp_path / "a.jsonl", records))
        assert Blog.objects.current().name == blog.name
        assert Post.objects.count() == 2
        assert Comment.objects.count() == 3
    ours.refresh_from_db()
    assert (ours.body, ours.parent_id, ours.number) == ("Here first.", None, 1)
    reply = Comment.objects.get(body="A reply.")
    assert (reply.parent.body, reply.level) == ("Well said.", 1)
    call_command("check_threads")


def test_a_filled_blog_keeps_its_rules_lists_menu_and_readers(empty_blog, fill_blog, tmp_path):
    fill_blog()
    export_jsonl(tmp_path / "a.jsonl")
    empty_blog()
    Blog.objects.update(feed_base="tag:other.example,2020-01-01:blog")
    a_post()
    in_force = list(HouseRuleVersion.objects.in_force().values_list("pk", flat=True))
    import_jsonl(tmp_path / "a.jsonl")
    assert list(HouseRuleVersion.objects.in_force().values_list("pk", flat=True)) == in_force
    assert not (Rule.objects.exists() or ScreeningList.objects.exists())
    assert not (MenuEntry.objects.exists() or Ban.objects.running().exists())
    assert Decision.objects.exclude(house_rule=None).exists()
    call_command("check_threads")


def test_a_later_file_of_the_same_blog_adds_what_is_new(tmp_path):
    import_jsonl(write(tmp_path / "a.jsonl", small_blog(a_record(1, number=1))))
    later = small_blog(a_record(1, number=1), a_record(5, "Later.", parent=1))
    report = import_jsonl(write(tmp_path / "b.jsonl", later))
    assert report.added["comment"] == 1
    assert list(Comment.objects.order_by("pk").values_list("body", "parent")) == [
        ("Well said.", None),
        ("Later.", 1),
    ]


def test_records_may_come_in_any_order(tmp_path):
    records = small_blog(a_record(1, number=1), a_record(2, parent=1), a_record(3, parent=2))
    import_jsonl(write(tmp_path / "a.jsonl", records[::-1]))
    assert list(Comment.objects.order_by("pk").values_list("pk", "parent", "level")) == [
        (1, None, 0),
        (2, 1, 1),
        (3, 2, 2),
    ]


@pytest.mark.one_database
def test_a_dry_run_reports_and_stores_nothing(tmp_path):
    write(tmp_path / "a.jsonl", small_blog(a_record(1)))
    call_command("import_jsonl", tmp_path / "a.jsonl", "--dry-run", stdout=(out := io.StringIO()))
    assert "1 account, 2 people, 1 post, 1 comment" in out.getvalue()
    assert not (Post.objects.exists() or User.objects.exists() or Comment.objects.exists())


def test_an_import_that_was_stopped_anywhere_is_completed_by_the_next(
    empty_blog, fill_blog, tmp_path, monkeypatch, vendor
):
    fill_blog()
    export_jsonl(tmp_path / "a.jsonl")
    note = ImportedRows.note
    # Each stop undoes another transaction; that PostgreSQL does so, three show as well.
    for stop in range(0, 40, 7 if vendor == "sqlite" else 16):
        empty_blog()
        calls = iter(range(stop))

        def noting(rows, kind, rows_by_record, calls=calls):
            note(rows, kind, rows_by_record)
            if next(calls, None) is None:
                raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(ImportedRows, "note", noting)
            with pytest.raises(KeyboardInterrupt):
                import_jsonl(tmp_path / "a.jsonl")
        import_jsonl(tmp_path / "a.jsonl")
        export_jsonl(tmp_path / "b.jsonl")
        assert (tmp_path / "b.jsonl").read_bytes() == (tmp_path / "a.jsonl").read_bytes()


# Hostile files


def test_people_of_a_file_get_neither_rights_nor_a_password(tmp_path):
    owner = an_owner()
    records = small_blog()
    records[0] |= {"username": owner.username, "email": owner.email, "is_staff": True}
    records[0] |= {"is_superuser": True, "password": "x", "groups": [1]}
    report = import_jsonl(write(tmp_path / "a.jsonl", records))
    user = User.objects.exclude(pk=owner.pk).get()
    assert (user.is_staff, user.is_superuser, user.groups.count()) == (False, False, 0)
    assert not user.has_usable_password()
    assert (user.username, user.email) == (f"{owner.username}-2", None)
    assert report.left_out["field “is_staff” of a account"] == 1
    assert Post.objects.get().author == user


@pytest.mark.one_database
def test_texts_of_a_file_are_sanitized_again(tmp_path):
    bad = '<p>Hi<script>alert(1)</script><a href="javascript:x">x</a></p>'
    records = small_blog(a_record(1, bad, website="javascript:x"), body=bad, body_html=bad)
    import_jsonl(write(tmp_path / "a.jsonl", records))
    assert Comment.objects.get().website == ""
    for html in (Post.objects.get().body_html, Comment.objects.get().body_html):
        assert "script" not in html.replace("&lt;script", "").replace("&lt;/script", "")


END = '{"kind":"end","records":0}'
HEAD = '{"format":"soundoff-jsonl","version":1,"blog":"tag:x","personal_data":true}'
BROKEN = {
    "": "line 1: the file is empty",
    "<?xml version='1.0'?>\n": "line 1: it is no JSON",
    '{"format":"other"}\n': "line 1: it does not say that the format is soundoff-jsonl",
    HEAD.replace(":1,", ":2,"): "line 1: version 2 of the format is unknown here",
    f"{HEAD}\n": "line 2: the file is cut off, its last line is missing",
    f'{HEAD}\n{{"kind":"pos': "line 2: the file is cut off here",
    f"{HEAD}\n[]\n": "line 2: it is no record",
    f'{HEAD}\n{{"kind":"user","id":1}}\n': "line 2: there is no kind 'user'",
    f'{HEAD}\n{{"kind":"tag","id":0}}\n': "line 2: a tag has no id",
    f'{HEAD}\n{{"kind":"tag","id":1}}\n': "line 2: tag 1: “name” is missing",
    f'{HEAD}\n{{"kind":"tag","id":1,"name":5}}\n': "line 2: tag 1: “name” is not text",
    f'{HEAD}\n{{"kind":"tag","id":1,"name":NaN}}\n': "line 2: it is no JSON",
    f'{HEAD}\n{{"kind":"tag","id":1,"name":1e999}}\n': "line 2: it is no JSON",
    f'{HEAD}\n{{"kind":"tag","id":1,"name":"\\u0000"}}\n': "line 2: it has a character",
    f'{HEAD}\n{{"kind":"tag","id":1,"name":"\\ud800"}}\n': "line 2: it has a character",
    f"{HEAD}\n{END}\n{END}\n": "line 3: something follows the end of the file",
    f"{HEAD}\n{END.replace('0', '5')}\n": "line 2: the end says 5 records, and there are 0",
    f"{HEAD}\n{'[' * 100_000}\n": "line 2: it is no JSON",
}


@pytest.mark.one_database
def test_a_file_that_is_no_whole_export_is_refused_in_one_line(tmp_path):
    for text, problem in BROKEN.items():
        (tmp_path / "a.jsonl").write_text(text)
        message = refusal(tmp_path / "a.jsonl")
        assert message.startswith(problem)
        assert "\n" not in message


UNFITTING = {
    "parent missing": (a_record(1, parent=99), "line 6: “parent”: the file has no comment 99"),
    "answers itself": (a_record(1, parent=1), "line 6: it answers itself"),
    "twice": (a_record(7, post=7) | {"kind": "post", "id": 7}, "line 6: post 7"),
    "rule of no place": (
        {"kind": "house_rule", "id": 1, "code": "tides", "holds_on": "the moon"},
        "line 6: house_rule 1: “holds_on” is not like site harbour.example",
    ),
    "high number": (a_record(1, number=10), "line 6: its number is higher than the last one"),
    "reply with number": (a_record(1, parent=2, number=1), "line 6: comment 1: “number” is for"),
    "no status": (a_record(1, status="shown"), "line 6: comment 1: “status” is none of"),
    "no zone": (a_record(1, created="2026-11-01T08:00:00"), "line 6: comment 1: “created” has no"),
    "long name": (a_record(1, name="x" * 61), "line 6: comment 1: “name” is refused"),
    "no ip": (a_record(1, ip="localhost"), "line 6: comment 1: “ip” is refused"),
    "early undo": (
        {"kind": "decision", "id": 4, "action": "undo", "source": "own", "undoes": 4},
        "line 6: decision 4: “undoes” is no earlier record",
    ),
    "no ground": (
        {"kind": "decision", "id": 4, "action": "remove", "source": "own"},
        "line 6: decision 4: breaks a rule of the site: what takes something away has a ground",
    ),
    "escape": (
        {"kind": "image", "id": 1, "stem": "../../etc/passwd", "fallback": "png", "widths": [1]}
        | {"width": 1, "height": 1, "is_decorative": True},
        "line 6: image 1: “stem” is not like images/",
    ),
}


def test_a_file_whose_records_do_not_fit_stores_nothing(tmp_path):
    for name, (record, problem) in UNFITTING.items():
        message = refusal(write(tmp_path / "a.jsonl", small_blog(record)))
        assert message.startswith(problem), name
        assert not (Post.objects.exists() or User.objects.exists() or Person.objects.exists()), name


@pytest.mark.one_database
def test_a_blog_does_not_import_its_own_file(tmp_path):
    a_post()
    export_jsonl(tmp_path / "a.jsonl")
    with pytest.raises(CommandError, match="exported from this blog"):
        call_command("import_jsonl", str(tmp_path / "a.jsonl"))


@pytest.mark.one_database
def test_pictures_that_lie_about_their_kind_are_listed_and_left_out(
    empty_blog, fill_blog, tmp_path
):
    fill_blog()
    export_jsonl(tmp_path / "a.jsonl")
    names = Image.objects.get(alt="A frozen pond").file_names
    empty_blog()
    for name in names:
        default_storage.delete(name)
        (tmp_path / "a.jsonl.media" / name).write_bytes(b"<svg onload=alert(1)>")
    report = import_jsonl(tmp_path / "a.jsonl")
    assert report.losses == {"file of a picture that is not usable": len(names)}
    assert not ReportTexts(report).verdict.startswith("Nothing")
    assert not any(map(default_storage.exists, names))


@pytest.mark.one_database
def test_a_colour_that_nobody_could_read_is_left_out(empty_blog, tmp_path):
    record = {"kind": "blog", "id": 1, "name": "Loud", "feed_base": "tag:loud.example,2026:blog"}
    colours = {"accent": "#ffcc00", "accent_dark": "#f0987a"}
    report = import_jsonl(write(tmp_path / "a.jsonl", [*small_blog(), record | colours]))
    assert report.left_out["colour that cannot be read on this site's pages"] == 1
    blog = Blog.objects.current()
    assert (blog.name, blog.accent, blog.accent_dark) == ("Loud", "", "#f0987a")
    assert blog.stylesheet_url == ""
    bad = write(tmp_path / "b.jsonl", [record | {"accent": "red; }"}])
    assert "Write a colour like #9b2f17" in refusal(bad)


# Without personal data


def test_a_file_without_personal_data_names_nobody_unseen(empty_blog, fill_blog, tmp_path):
    fill_blog()
    account("quiet", display_name="Quiet Reader")
    path = tmp_path / "a.jsonl"
    call_command("export_jsonl", str(path), "--without-personal-data", stdout=io.StringIO())
    text = path.read_text()
    for hidden in (
        "@",
        "203.0.113",
        "Quiet Reader",
        "Nora Notice",
        "It was a joke",
        "Watch this one",
    ):
        assert hidden not in text.replace("tag:", ""), hidden
    for user in User.objects.exclude(username=""):
        assert f'"username":"{user.username}"' not in text
    visible = Comment.objects.published().values_list("name", flat=True)
    records = [r for r in jsonl.records_of(path) if r.get("kind") == "comment"]
    assert {r["name"] for r in records if r["status"] == "published"} == {*visible}
    assert {(r["name"], r["body"]) for r in records if r["status"] != "published"} == {("", "")}
    empty_blog()
    import_jsonl(path)
    call_command("check_threads")


@pytest.mark.one_database
def test_a_failed_export_leaves_no_file(tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("export_jsonl", str(tmp_path / "nowhere" / "blog.jsonl"))
    assert list(tmp_path.iterdir()) == []
