"""WordPress imports: what is stored and reported, once or repeatedly."""

import gzip
import hashlib
import re
import resource
import tracemalloc
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Person, User
from blogsite.pagecache.store import pages
from blogsite.transfer.wordpress import batches
from blogsite.transfer.xml_stream import MAX_TEXT_LENGTH
from comments.models import Comment
from posts.models import Blog, OldAddress, Post
from tests.blogsite.exports import (
    a_comment,
    a_meta,
    a_post,
    a_term,
    after_import,
    an_author,
    an_export,
)
from tests.cast import a_comment as a_comment_of_ours
from tests.cast import a_post as a_post_of_ours
from tests.cast import account, mona

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).resolve().parents[2] / "fixtures" / "sample.wxr.xml"
EXPORT = an_export(
    a_post(a_comment(1), a_comment(2, "Not at all.", parent=1), a_comment(3, "Hm.")),
    authors=an_author(),
)


def stored():
    """Everything an import may write, in a form that can be compared."""
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Blog, User, Person, Post, Comment, OldAddress)
    ]


def comment(number):
    return Comment.objects.get(origin=f"wordpress old.example {number}")


def test_a_post_is_imported_with_its_comments(take):
    report = take(EXPORT)
    post = Post.objects.get()
    assert (post.title, post.slug, post.status) == (
        "The first frost",
        "the-first-frost",
        Post.Status.PUBLISHED,
    )
    assert post.published_at == datetime(2010, 7, 29, 20, 36, tzinfo=UTC)
    assert (post.date, post.comment_count, post.last_number) == (date(2010, 7, 29), 3, 2)
    assert post.body_html == "<p>It came early this year.</p>"
    assert [(c.body, c.level, c.number) for c in Comment.objects.order_by("tree_id", "lft")] == [
        ("Well said.", 0, 1),
        ("Not at all.", 1, None),
        ("Hm.", 0, 2),
    ]
    assert (
        comment(1).created == comment(1).published_at == datetime(2010, 7, 29, 21, 33, tzinfo=UTC)
    )
    assert "Came in: 1 post, 3 comments, 1 author" in report
    call_command("check_threads")


def test_the_sample_export_is_imported_whole_and_sound(take):
    report = take(SAMPLE.read_bytes())
    first = Post.objects.published().earliest("published_at")
    threads = first.comments.filter(parent=None).count()
    assert (first.comment_count, threads) == (43, 17)
    assert f"{Comment.objects.count()} comments" in report
    call_command("check_threads")


@pytest.mark.parametrize("name", ["export.xml", "export.xml.gz"])
def test_an_import_that_is_repeated_adds_nothing(take, name):
    content = gzip.compress(EXPORT.encode()) if name.endswith("gz") else EXPORT
    take(content, name)
    before = stored()
    report = take(content, name)
    assert stored() == before
    assert "Came in: nothing" in report
    assert "Already there: 3 comments, 1 post" in report


@pytest.mark.one_database
def test_importing_the_sample_twice_adds_nothing(take):
    take(SAMPLE.read_bytes())
    before = stored()
    take(SAMPLE.read_bytes())
    assert stored() == before


@pytest.mark.one_database
def test_a_repeated_import_writes_nothing_to_the_database(take, django_assert_max_num_queries):
    take(EXPORT)
    version = Post.objects.get().version
    with django_assert_max_num_queries(12) as queries:
        take(EXPORT)
    assert not [q for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert Post.objects.get().version == version


def test_a_newer_export_adds_only_the_new_comments(take):
    take(EXPORT)
    newer = [a_comment(1), a_comment(4, parent=2), a_comment(5, parent=4), a_comment(6)]
    report = take(an_export(a_post(*newer)))
    assert "Came in: 3 comments" in report
    assert (comment(4).parent, comment(5).level) == (comment(2), 3)
    assert comment(6).number == 3
    call_command("check_threads")


@pytest.mark.one_database
def test_a_site_that_moved_to_https_is_the_same_site(take):
    take(EXPORT)
    assert "Came in: nothing" in take(EXPORT.replace("http://old.example", "https://OLD.example/"))


def test_two_sites_with_the_same_ids_are_both_imported(take):
    take(EXPORT)
    take(EXPORT.replace("http://old.example", "http://other.example"))
    assert (Post.objects.count(), Comment.objects.count()) == (2, 6)


def test_a_repeated_import_keeps_changes_made_here(take):
    take(EXPORT)
    Post.objects.update(title="A better title")
    comment(3).remove()
    take(EXPORT)
    assert Post.objects.get().title == "A better title"
    assert comment(3).status == Comment.Status.REMOVED


def test_a_dry_run_reports_the_same_and_stores_nothing(take):
    broken = an_export(
        a_post(
            a_comment(1, "<script>alert(1)</script>"),
            a_comment(2, parent=99),
            a_comment(3, parent=3),
            a_comment(4, "", comment_user_id=2),
        ),
        authors=an_author() + an_author(2, "otto"),
    )
    before = stored()
    foretold = take(broken, dry_run=True)
    assert stored() == before
    assert foretold.splitlines()[0] == "Dry run: nothing was stored."
    assert after_import(foretold) == take(broken)


@pytest.mark.one_database
def test_a_dry_run_lists_what_a_person_should_check(take):
    report = take(
        an_export(
            a_post(
                a_comment(1, "<script>alert(1)</script> and <b onclick='a()'>more</b>"),
                a_comment(2, parent=99),
                a_comment(3, parent=4),
                a_comment(4, parent=3),
                a_comment(5, ""),
                a_comment(6, " <p></p> "),
            ),
        ),
        dry_run=True,
    )
    assert "Set at top level (3):" in report
    assert "comment 2 (line 5): its parent 99 is not among the comments of this post" in report
    assert "comment 3 (line 6): 3, 4 answer each other in a circle" in report
    assert "Empty comments, stored as they are (2):" in report
    assert "comment 5 (line 8)" in report
    assert "Comments that sanitizing changed" in report
    assert "1 × element script" in report
    assert "1 × attribute onclick" in report


# Whole or not at all


@pytest.mark.one_database
@pytest.mark.parametrize(
    "broken",
    [EXPORT[:-40], EXPORT.replace("</item>", ""), "<rss><channel/></rss>", "", "<html></html>"],
)
def test_a_broken_or_foreign_file_is_refused_in_one_line(take, broken):
    before = stored()
    with pytest.raises(CommandError) as refused:
        take(broken)
    assert stored() == before
    assert "export.xml: " in str(refused.value)
    assert "\n" not in str(refused.value)


def test_damage_after_a_thousand_good_posts_still_stores_nothing(take):
    posts = [a_post(a_comment(number), post_id=number) for number in range(1, 1001)]
    with pytest.raises(CommandError, match="cut off"):
        take(an_export(*posts)[:-20])
    assert not Post.objects.exists()


@pytest.mark.one_database
def test_the_first_pass_over_a_file_needs_no_query(take, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(CommandError):
        take(EXPORT[:-40])


@pytest.mark.one_database
def test_an_import_needs_the_same_queries_for_more_comments(take, django_assert_max_num_queries):
    comments = [a_comment(number, parent=number // 2) for number in range(1, 401)]
    with django_assert_max_num_queries(48):
        take(an_export(a_post(*comments)))
    assert Post.objects.get().comment_count == 400


@pytest.mark.one_database
@pytest.mark.slow
def test_an_import_needs_few_more_queries_for_more_posts(
    take, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(batches, "MAX_SECONDS", 3600)  # a busy machine makes no further batches
    posts = [
        a_post(
            a_term("frost", "Frost", "post_tag"),
            post_id=number,
            post_name=f"p{number}",
            link=f"http://old.example/p{number}/",
        )
        for number in range(1, 61)
    ]
    take(an_export(posts[0]))
    with django_assert_max_num_queries(50):
        take(an_export(*posts))
    assert Post.objects.count() == 60


@pytest.mark.slow
@pytest.mark.one_database
def test_an_import_never_holds_all_texts_of_a_post_in_memory(take):
    take(EXPORT, dry_run=True)  # what is loaded for an import is no part of the measurement
    # One long word each, which is checked in no time.
    comments = (a_comment(number, "W" * 7000) for number in range(1, 2501))
    export = an_export(a_post(*comments)).encode()
    tracemalloc.start()
    take(export, dry_run=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(export) > 17_500_000
    assert peak < 17_500_000


@pytest.mark.one_database
def test_a_text_longer_than_any_is_refused_before_a_post_is_stored(take):
    posts = [
        a_post(post_id=number, post_name=f"post-{number}")
        for number in range(1, batches.MAX_POSTS + 2)
    ]
    longest = a_post(a_comment(1, "W" * (MAX_TEXT_LENGTH + 1)), post_id=100)
    with pytest.raises(CommandError, match="one text is longer than"):
        take(an_export(*posts, longest))
    assert not Post.objects.exists()


@pytest.mark.one_database
def test_a_full_disk_is_reported_in_one_line(take):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    words = [a_comment(number, "Words. " * 1000) for number in range(1, 1000)]
    with pytest.raises(CommandError, match="the disk stopped the import: File too large. Whole"):
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, limits[1]))
            take(gzip.compress(an_export(a_post(*words)).encode()), "export.xml.gz")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not Post.objects.exists()


@pytest.mark.one_database
def test_tags_in_the_format_of_old_versions_are_imported(take):
    take(an_export(a_post('<category domain="tag" nicename="tea"><![CDATA[Tea]]></category>')))
    assert [tag.name for tag in Post.objects.get().tags.all()] == ["Tea"]


def test_tags_of_a_post_are_imported_by_their_names(take):
    terms = "".join(
        f'<category domain="post_tag"><![CDATA[{name}]]></category>'
        for name in ("Night shift", "night-shift", "Tea &amp; toast", "\u2060")
    )
    take(an_export(a_post(terms)))
    post = Post.objects.get()
    assert [(tag.name, tag.slug) for tag in post.tags.all()] == [
        ("Night shift", "night-shift"),
        ("Tea & toast", "tea-and-toast"),
    ]


def test_tags_that_differ_by_a_sign_keep_their_own_slugs(take):
    terms = "".join(
        f'<category domain="{domain}" nicename="{slug}"><![CDATA[{name}]]></category>'
        for domain, slug, name in [
            ("category", "c-sharp", "C#"),
            ("post_tag", "cplusplus", "C++"),
            ("post_tag", "c", "C"),
            ("post_tag", "%e0%a4%a6%e0%a4%bf%e0%a4%a8", "दिन"),
        ]
    )
    report = take(an_export(a_post(terms)))
    tags = {(tag.name, tag.slug) for tag in Post.objects.get().tags.all()}
    assert tags == {("C#", "c-sharp"), ("C++", "cplusplus"), ("C", "c"), ("दिन", "दिन")}
    assert "another slug" not in report


def test_existing_tags_keep_their_slugs_and_are_reported(take):
    a_post_of_ours().tag(["C++"])
    term = '<category domain="post_tag" nicename="cplusplus"><![CDATA[c++]]></category>'
    report = take(an_export(a_post(term)))
    assert [tag.slug for tag in Post.objects.get(origin__isnull=False).tags.all()] == [
        "c-plus-plus"
    ]
    assert "1 × tag with another slug than in the file" in report


@pytest.mark.one_database
def test_categories_chosen_for_a_post_become_tags(take):
    terms = """
        <category domain="category" nicename="news"><![CDATA[News]]></category>
        <category domain="category" nicename="tea"><![CDATA[Tea]]></category>
        <category domain="post_tag" nicename="tea"><![CDATA[Tea]]></category>
        <category domain="category" nicename="uncategorized"><![CDATA[Uncategorized]]></category>
        <category domain="post_format" nicename="post-format-aside"><![CDATA[Aside]]></category>"""
    report = take(an_export(a_post(terms)))
    assert [tag.name for tag in Post.objects.get().tags.all()] == ["News", "Tea"]
    assert "2 × category of a post, now a tag" in report
    assert "Nothing that readers can see was lost." in report


@pytest.mark.one_database
def test_terms_that_old_exports_list_twice_are_imported_once(take):
    terms = """
        <category><![CDATA[News]]></category>
        <category domain="category" nicename="news"><![CDATA[News]]></category>
        <category domain="tag"><![CDATA[Tea]]></category>
        <category domain="tag" nicename="tea"><![CDATA[Tea]]></category>"""
    report = take(an_export(a_post(terms)))
    assert [tag.name for tag in Post.objects.get().tags.all()] == ["News", "Tea"]
    assert "1 × category of a post, now a tag" in report and "term of a post" not in report


# States


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("approved", "status", "was_shown"),
    [
        ("1", "published", True),
        ("approve", "published", True),
        ("0", "held", False),
        ("hold", "held", False),
        ("spam", "rejected", False),
        ("trash", "removed", True),
        ("post-trashed", "removed", True),
        ("whatever", "held", False),
        ("", "held", False),
    ],
)
def test_comment_statuses_are_mapped_to_the_nearest_status_here(take, approved, status, was_shown):
    take(an_export(a_post(a_comment(1, comment_approved=approved))))
    assert (comment(1).status, comment(1).was_shown) == (status, was_shown)
    call_command("check_threads")


def test_only_published_comments_are_numbered_and_counted(take):
    take(
        an_export(
            a_post(
                a_comment(1, comment_approved="spam"),
                a_comment(2, comment_approved="trash"),
                a_comment(3, parent=2),
                a_comment(4),
            )
        )
    )
    numbers = {c.origin.split()[-1]: c.number for c in Comment.objects.all()}
    assert numbers == {"1": None, "2": 1, "3": None, "4": 2}
    assert Post.objects.get().comment_count == 2


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"status": "publish"}, "published"),
        ({"status": "draft"}, "draft"),
        ({"status": "pending"}, "draft"),
        ({"status": "private"}, "draft"),
        ({"status": "in-review"}, "draft"),
        ({"status": None}, "draft"),
        ({"post_password": "secret"}, "draft"),
        ({"status": "future", "post_password": "secret"}, "draft"),
    ],
)
def test_a_post_that_was_not_public_is_a_draft(take, values, status):
    take(an_export(a_post(a_comment(1), **values)))
    assert Post.objects.get().status == status
    assert Comment.objects.count() == 1


@pytest.mark.one_database
def test_a_draft_has_no_date_until_it_is_published(take):
    take(an_export(a_post(status="draft", post_date_gmt="0000-00-00 00:00:00")))
    assert Post.objects.get().published_at is None


@pytest.mark.one_database
def test_a_scheduled_post_stays_scheduled(take):
    ahead = f"{datetime.now(UTC).year + 1}-01-05 12:00:00"
    report = take(an_export(a_post(status="future", post_date_gmt=ahead)))
    post = Post.objects.get()
    assert (post.status, post.is_published) == (Post.Status.PUBLISHED, False)
    assert "Posts dated ahead, scheduled (1):" in report


@pytest.mark.one_database
def test_items_that_are_no_posts_are_left_out_and_counted(take):
    report = take(
        an_export(
            a_post(a_comment(1), a_comment(2), post_type="wp_block", post_id=1),
            a_post(post_type="attachment", post_id=2),
            a_post(post_type="nav_menu_item", post_id=3),
            a_post(a_comment(3), status="trash", post_id=4),
            a_post(a_comment(4), post_id=5),
        )
    )
    assert (Post.objects.count(), Comment.objects.count()) == (1, 1)
    for line in (
        "1 × wp_block",
        "2 × comment under: wp_block",
        "1 × attachment",
        "1 × post (trash)",
    ):
        assert f"  {line}\n" in report


@pytest.mark.one_database
def test_pingbacks_are_left_out_and_their_replies_become_roots(take):
    report = take(
        an_export(
            a_post(
                a_comment(1, comment_type="pingback"),
                a_comment(2, comment_type="trackback"),
                a_comment(3, comment_type="order_note"),
                a_comment(4, comment_type=""),
                a_comment(5, parent=1),
            )
        )
    )
    assert sorted(c.origin.split()[-1] for c in Comment.objects.all()) == ["4", "5"]
    assert comment(5).parent is None
    for line in ("1 × pingback", "1 × trackback", "1 × order_note"):
        assert line in report
    assert "its parent 1, a pingback, was left out" in report


@pytest.mark.one_database
def test_text_of_the_file_is_short_and_printable_in_the_report(take):
    report = take(an_export(a_post(a_comment(1, comment_type="\x9b\n" + "y" * 300))))
    assert f"  1 × {'y' * 48}\n" in report


@pytest.mark.one_database
@pytest.mark.parametrize("mode", ["open", "closed", "", None])
def test_a_post_with_closed_comments_stays_closed(take, mode):
    take(an_export(a_post(comment_status=mode)))
    assert Post.objects.get().comment_mode == ("closed" if mode == "closed" else "open")


# Threads


def test_a_reply_can_come_before_its_parent_in_the_file(take):
    take(
        an_export(
            a_post(
                a_comment(1, parent=2),
                a_comment(2, comment_date_gmt="2010-07-30 10:00:00"),
                a_comment(3, parent=1),
            )
        )
    )
    assert (comment(1).parent, comment(3).level) == (comment(2), 2)
    call_command("check_threads")


def test_replies_to_one_comment_are_in_the_order_of_time(take):
    take(
        an_export(
            a_post(
                a_comment(5, "second", comment_date_gmt="2011-01-01 00:00:00"),
                a_comment(6, "first", comment_date_gmt="2010-01-01 00:00:00"),
            )
        )
    )
    assert (comment(6).number, comment(5).number) == (1, 2)


@pytest.mark.one_database
def test_a_comment_with_a_parent_on_another_post_becomes_a_root(take):
    take(an_export(a_post(a_comment(1)), a_post(a_comment(2, parent=1), post_id=7002)))
    assert comment(2).parent is None
    call_command("check_threads")


def test_cycles_of_parents_are_opened_and_keep_their_replies(take):
    take(
        an_export(
            a_post(
                a_comment(1, parent=2),
                a_comment(2, parent=1),
                a_comment(3, parent=2),
                a_comment(4, parent=4),
            )
        )
    )
    assert [comment(n).level for n in (1, 2, 3, 4)] == [0, 0, 1, 0]
    assert comment(3).parent == comment(2)
    call_command("check_threads")


def test_an_item_that_is_twice_in_a_file_is_imported_once(take):
    post = a_post(a_comment(1), a_comment(1))
    report = take(an_export(post, post))
    assert (Post.objects.count(), Comment.objects.count()) == (1, 1)
    assert "1 × comment that the file has twice" in report
    assert "1 × post that the file has twice" in report


def test_another_text_under_the_same_id_is_another_comment(take):
    export = an_export(
        a_post(a_comment(1), a_comment(1, "again"), a_comment(2, parent=1)),
        a_post(a_comment(1, "elsewhere"), post_id=7002, post_name="two"),
    )
    assert "2 × comment with the id of another one, kept beside it" in take(export)
    assert sorted(c.body for c in Comment.objects.all()) == [
        "Well said.",
        "Well said.",
        "again",
        "elsewhere",
    ]
    assert comment(2).parent == comment(1)
    assert "Came in: nothing" in take(export)


def test_comments_without_ids_are_recognized_by_their_text(take):
    export = an_export(a_post(a_comment(None, "one"), a_comment(None, "two")))
    take(export)
    assert "Came in: nothing" in take(export)
    assert Comment.objects.count() == 2


@pytest.mark.one_database
@pytest.mark.parametrize("parent", ["-5", "x", "99999999999999999999999999", "1.5", "１"])
def test_an_id_that_is_no_number_is_treated_as_text(take, parent):
    take(an_export(a_post(a_comment(parent), a_comment(2, parent=parent))))
    assert Comment.objects.get(level=1).parent.origin == f"wordpress old.example {parent}"


# Dates


def test_without_gmt_the_local_date_is_read_in_the_blogs_zone(take):
    zero = "0000-00-00 00:00:00"
    take(an_export(a_post(a_comment(1, comment_date_gmt=zero), post_date_gmt=zero)))
    assert comment(1).created == datetime(2010, 7, 29, 21, 33, tzinfo=UTC)
    assert Post.objects.get().published_at == datetime(2010, 7, 29, 20, 36, tzinfo=UTC)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "absurd",
    [
        *("0000-00-00 00:00:00", "-0001-11-30 00:00:00", "2010-13-45 99:00:00", "soon", ""),
        *("1969-12-31 23:59:59", "9999-12-31 23:59:59", "0001-01-01 00:00:00", "99999-01-01"),
    ],
)
def test_an_impossible_date_is_reported_and_replaced(take, absurd):
    dates = {"comment_date": absurd, "comment_date_gmt": absurd}
    report = take(an_export(a_post(a_comment(1), a_comment(2, **dates))))
    assert comment(2).created == comment(1).created
    assert "1 × date that cannot be, replaced by the one before" in report
    assert "comment 2 (line 5)" in report


@pytest.mark.one_database
@pytest.mark.parametrize("absurd", ["0000-00-00 00:00:00", "0001-01-01 00:00:00", "9999-12-31"])
def test_a_post_without_a_usable_date_becomes_a_reported_draft(take, absurd):
    report = take(an_export(a_post(post_date=absurd, post_date_gmt=absurd, pubDate="never")))
    assert Post.objects.get().status == Post.Status.DRAFT
    assert "“The first frost”: 1 × post without a usable date, now a draft" in report


@pytest.mark.one_database
def test_the_date_of_the_feed_is_used_last(take):
    take(an_export(a_post(post_date="", post_date_gmt="")))
    assert Post.objects.get().published_at == datetime(2010, 7, 29, 20, 36, tzinfo=UTC)


@pytest.mark.one_database
def test_a_zero_date_in_the_feed_is_not_a_date(take):
    zero = "0000-00-00 00:00:00"
    never = "Wed, 30 Nov -0001 00:00:00 +0000"
    report = take(an_export(a_post(post_date=zero, post_date_gmt=zero, pubDate=never)))
    assert Post.objects.get().status == "draft"
    assert "1 × post without a usable date, now a draft" in report


@pytest.mark.one_database
def test_an_export_from_another_time_zone_says_so_in_one_line(take):
    zoned = an_export(a_post(a_comment(1, comment_date="2010-07-29 23:33:00")))
    line = next(line for line in take(zoned).splitlines() if "time zone" in line)
    assert "UTC+02:00" in line
    assert "1 of 2" in line
    assert "America/New_York" in line


@pytest.mark.one_database
def test_an_export_from_the_same_time_zone_is_not_reported(take):
    assert "time zone" not in take(EXPORT)


# Words


def test_the_text_of_a_comment_is_imported_byte_for_byte(take):
    body = "  <b>One</b> & two\n\n<script>three</script> \t"
    take(an_export(a_post(a_comment(1, body))))
    assert comment(1).body == body
    assert "<script" not in comment(1).body_html


@pytest.mark.one_database
def test_an_empty_comment_is_imported_empty_and_reported(take):
    report = take(an_export(a_post(a_comment(1, ""), a_comment(2, " \n "))))
    assert (comment(1).body, comment(2).body) == ("", " \n ")
    assert Post.objects.get().comment_count == 2
    assert "Empty comments, stored as they are (2):" in report


def test_control_characters_and_broken_bytes_are_counted(take):
    export = an_export(a_post(a_comment(1, "a\x07b??"), title="A & b"))
    export = export.replace("<![CDATA[A & b]]>", "A & b").encode().replace(b"b??", b"b\x81\x93")
    report = take(export)
    assert comment(1).body == "ab\ufffd“"
    assert "1 × control character dropped" in report
    assert "1 × byte of Windows-1252 in the text" in report
    assert "1 × byte that is no text, now U+FFFD" in report
    assert "1 × place where XML was not escaped" in report


@pytest.mark.one_database
def test_removed_class_attributes_are_counted_and_not_listed(take):
    report = take(an_export(a_post(content='<p class="wp-block" id="a">One</p>')))
    assert "1 × attribute class" in report
    assert "Nothing that readers can see was lost." in report


@pytest.mark.one_database
def test_text_before_the_xml_is_reported_by_an_import(take):
    assert "<b>Warning</b>" in take("<b>Warning</b>: x\n" + EXPORT)


@pytest.mark.one_database
@pytest.mark.parametrize("distance", [0, 1 << 16, 1 << 17])
def test_text_after_the_xml_is_reported_by_an_import(take, distance):
    assert "After the XML" not in take(EXPORT + " " * distance)
    assert "After the XML stood, and was passed over: '<rss>" in take(
        f"{EXPORT}{' ' * distance}<rss><channel>"
    )


@pytest.mark.one_database
def test_footnotes_of_the_block_editor_are_put_below_the_body(take):
    notes = '[{"content":"See the \u003cem\u003ealmanac\u003c/em\u003e.","id":"a"}]'
    take(an_export(a_post(a_meta("footnotes", notes), a_meta("_edit_last", "1"))))
    assert Post.objects.get().body_html.endswith(
        '<li id="text-a">See the <em>almanac</em>. <a href="#a-link">↩</a></li></ol>',
    )


@pytest.mark.one_database
@pytest.mark.parametrize("notes", ["not JSON", "[1]", '{"a": 1}', '[{"id": "a"}]', "[" * 100_000])
def test_footnotes_that_cannot_be_parsed_are_kept_as_text(take, notes):
    take(an_export(a_post(a_meta("footnotes", notes))))
    assert notes[:20] in unescape(Post.objects.get().body_html)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Salt &amp; light", "Salt & light"),
        ("It&#8217;s <em>here</em>", "It’s here"),
        ("1 < 2", "1 < 2"),
        ("", "It came early this year."),
        ("x" * 300, "x" * 200),
    ],
)
def test_the_title_of_an_imported_post_is_plain_text(take, written, title):
    take(an_export(a_post(title=written)))
    assert Post.objects.get().title == title


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("%e3%81%82%e3%81%84", "あい"),
        ("%d0%9f%d1%80%d0%b8%d0%b2%d0%b5%d1%82-1", "привет-1"),
        ("%e0%a4%a6%e0%a4%bf%e0%a4%a8", "दिन"),
        ("", "the-first-frost"),
        ("%ff%fe", "the-first-frost"),
        ("a/../b c", "ab-c"),
        ("x" * 300, "x" * 200),
    ],
)
def test_slugs_are_made_valid_for_a_url(take, client, written, slug):
    take(an_export(a_post(post_name=written)))
    post = Post.objects.get()
    assert post.slug == slug
    assert post.get_absolute_url().startswith("/2010/07/29/")


def test_posts_of_one_day_with_one_slug_get_different_urls(take):
    ours = a_post_of_ours()
    Post.objects.filter(pk=ours.pk).update(date="2010-07-29", slug="the-first-frost")
    take(an_export(a_post(), a_post(post_id=7002, link="http://old.example/?p=7002")))
    slugs = Post.objects.filter(date="2010-07-29").values_list("slug", flat=True)
    assert sorted(slugs) == ["the-first-frost", "the-first-frost-2", "the-first-frost-3"]


def test_old_urls_are_stored_where_they_differ(take):
    take(
        an_export(
            a_post(),
            a_post(post_id=2, post_name="two", link="http://old.example/archives/2?lang=de"),
            a_post(post_id=3, post_name="three", link="http://old.example/"),
            a_post(post_id=4, post_name="four", link="http://["),
            a_post(post_id=5, post_name="five", link=f"http://old.example/{'x' * 600}"),
        )
    )
    stored = OldAddress.objects.exclude(path__startswith="/?").values_list("path", "post__slug")
    assert list(stored) == [("/archives/2?lang=de", "two")]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("guid", "is_kept"),
    [
        ("http://old.example/?p=7001", True),
        ("urn:uuid:1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed", True),
        ("7001", False),
        ("http://old.example/a b", False),
        ("http://old.example/" + "x" * 500, False),
    ],
)
def test_an_imported_post_keeps_the_id_of_its_old_feed(take, client, guid, is_kept):
    take(an_export(a_post(guid=guid), a_post(guid=guid, post_id=2, link="http://old.example/2")))
    pages.clear()
    feed = client.get("/feed/").text
    assert (f"<id>{guid}</id>" in feed) == is_kept
    assert len(set(re.findall("<id>(.*?)</id>", feed))) == 3


def test_an_imported_conversation_is_never_in_a_queue(take, client):
    old = {"comment_date_gmt": "2016-07-29 21:33:00", "comment_date": "2016-07-29 21:33:00"}
    take(an_export(a_post(a_comment(1), a_comment(2, "Six years on.", **old))))
    client.force_login(mona())
    page = client.get("/admin/moderation/wokenthread/").text
    assert "Six years on." not in page
    a_comment_of_ours(Post.objects.get(), "After the import.", by=mona())
    assert "After the import." in client.get("/admin/moderation/wokenthread/").text


def test_an_old_url_of_two_posts_is_reported_and_stays_the_firsts(take):
    link = "http://old.example/archives/2"
    report = take(an_export(a_post(link=link), a_post(post_id=2, post_name="two", link=link)))
    assert "Old URLs that lead to another post (1):\n  post 2" in report
    assert OldAddress.objects.get(path="/archives/2").post.slug == "the-first-frost"


@pytest.mark.one_database
def test_an_old_url_is_stored_as_a_browser_requests_it(take):
    link = "http://old.example/%e3%81%82/"
    take(an_export(a_post(link=link)))
    assert OldAddress.objects.filter(path="/あ/").exists()


@pytest.mark.one_database
def test_an_encoded_url_that_stays_is_not_an_old_url(take):
    link = "http://old.example/2010/07/29/%e3%81%82/"
    take(an_export(a_post(link=link, post_name="%e3%81%82")))
    assert [old.path for old in OldAddress.objects.all()] == ["/?p=7001"]


@pytest.mark.one_database
def test_images_and_paragraphs_of_a_classic_body_are_imported(take):
    body = 'One\n\n<img src="/a.jpg" alt="A cat">'
    report = take(an_export(a_post(content=body)))
    html = Post.objects.get().body_html
    assert '<a href="http://old.example/a.jpg"' in html
    assert "<p>One</p>" in html
    assert "1 × images turned into links" in report


@pytest.mark.one_database
def test_the_excerpt_of_an_imported_post_is_plain_text(take):
    take(an_export(a_post(excerpt="<p>Cold &amp; early</p>")))
    assert Post.objects.get().excerpt == "Cold & early"


# People


def test_an_imported_author_is_an_account_without_password(take):
    take(EXPORT)
    edith = User.objects.get(username="edith")
    assert (edith.display_name, edith.email) == ("Edith", None)
    assert not edith.has_usable_password()
    assert not (edith.is_staff or edith.is_superuser)
    assert Post.objects.get().author == edith


@pytest.mark.one_database
def test_the_name_of_an_author_is_imported_unchanged(take):
    take(an_export(a_post(), authors=an_author(name="Edith O&#8217;Brien &amp; Co")))
    assert User.objects.get().display_name == "Edith O’Brien & Co"


def test_an_import_never_takes_over_an_existing_account(take):
    admin = account("edith", "Editors")
    User.objects.filter(pk=admin.pk).update(email="edith@old.example")
    report = take(an_export(a_post(a_comment(1, comment_user_id=1)), authors=an_author()))
    author = Post.objects.get().author
    assert author != admin
    assert author.username == "edith-2"
    assert comment(1).author.user == author
    assert not hasattr(User.objects.get(pk=admin.pk), "person")
    assert "edith: edith-2" in report


def test_an_unlisted_author_is_recognized_by_the_login(take):
    take(an_export(a_post(creator="José O'Neil"), a_post(post_id=2, post_name="b", creator="")))
    assert sorted(User.objects.values_list("username", "display_name")) == [
        ("José-O-Neil", "José O'Neil"),
        ("unknown", "unknown"),
    ]


def test_comments_of_a_user_belong_to_the_user_others_to_guests(take):
    known = a_comment(1, comment_user_id=1, comment_author_email="edith@old.example")
    unknown = a_comment(2, comment_user_id=77)
    take(an_export(a_post(known, unknown), authors=an_author()))
    assert comment(1).author.user.username == "edith"
    assert comment(2).author.user is None


def test_guests_are_one_person_by_e_mail_or_else_by_name(take):
    people = [("Ann", "a@x.example"), ("Anna", "A@x.example"), ("Ann", ""), ("Ann", ""), ("Bo", "")]
    take(
        an_export(
            a_post(
                *(
                    a_comment(number, comment_author=name, comment_author_email=email)
                    for number, (name, email) in enumerate(people, 1)
                )
            )
        )
    )
    authors = [comment(number).author_id for number in range(1, 6)]
    assert authors[0] == authors[1]
    assert authors[2] == authors[3]
    assert len(set(authors)) == 3


@pytest.mark.one_database
def test_the_origin_of_a_guest_does_not_reveal_the_e_mail(take):
    take(EXPORT)
    assert not Person.objects.filter(origin__contains="ann").exists()


@pytest.mark.one_database
def test_the_e_mail_of_a_guest_cannot_be_guessed_from_its_origin(take):
    take(EXPORT)
    comment = Comment.objects.exclude(email="").first()
    tried = hashlib.sha256(f"email\0{comment.email.lower()}".encode()).hexdigest()
    assert tried[:32] not in comment.author.origin


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Tom &amp; Ann", "Tom & Ann"),
        ("A\u202enn", "Ann"),
        ("", "Anonymous"),
        ("\u200b", "Anonymous"),
        ("x" * 90, "x" * 60),
        ("Reply", "Reply"),
    ],
)
def test_names_of_imported_authors_are_cleaned(take, written, name):
    take(an_export(a_post(a_comment(1, comment_author=written))))
    assert comment(1).name == name


@pytest.mark.one_database
@pytest.mark.parametrize("email", ["nobody", "a@b@c", "x" * 300 + "@mail.example"])
def test_an_invalid_e_mail_is_left_out_and_counted(take, email):
    report = take(an_export(a_post(a_comment(1, comment_author_email=email))))
    assert comment(1).email == ""
    assert "1 × e-mail that is none left out" in report


@pytest.mark.parametrize(
    ("written", "expected"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8::1", "2001:db8::1"), ("x", None)],
)
def test_imported_ip_addresses_are_stored_for_thirty_days_only(take, written, expected):
    recent = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    take(
        an_export(
            a_post(
                a_comment(1, comment_author_IP=written),
                a_comment(2, comment_author_IP=written, comment_date_gmt=recent),
            )
        )
    )
    assert (comment(1).ip, comment(2).ip) == (None, expected)


# The blog


def test_a_new_blog_takes_the_name_and_motto_of_the_export(take):
    take(EXPORT.replace("A blog", "Salt &amp;amp; light"))
    blog = Blog.objects.current()
    assert (blog.name, blog.tagline, blog.about) == ("Salt & light", "A motto", "")


@pytest.mark.one_database
def test_a_blog_with_a_name_or_posts_keeps_its_name(take):
    a_post_of_ours()
    take(EXPORT)
    assert Blog.objects.current().name == Blog.DEFAULT_NAME


def test_many_threads_of_any_shape_are_imported_sound(take):
    comments = [
        a_comment(
            number, parent=(number * 7919) % 40, comment_approved=("1", "0", "spam")[number % 3]
        )
        for number in range(1, 200)
    ]
    take(an_export(a_post(*comments)))
    call_command("check_threads")
    take(an_export(a_post(*comments, *(a_comment(n, parent=n - 190) for n in range(200, 260)))))
    call_command("check_threads")
    assert Comment.objects.count() == 259


@pytest.mark.one_database
def test_a_term_can_have_any_attributes_in_the_file(take):
    term = '<category record="1" self="2" domain="tag" nicename="tea"><![CDATA[Tea]]></category>'
    take(an_export(a_post(term)))
    assert [tag.name for tag in Post.objects.get().tags.all()] == ["Tea"]
