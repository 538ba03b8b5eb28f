"""The day of an imported post: an empty blog takes the export's time zone, others are warned."""

from datetime import UTC, datetime, timedelta

import pytest

from blogsite.transfer.time_zones import LocalTimes
from posts.models import Blog, Post
from tests.blogsite.exports import a_post, an_export
from tests.cast import a_post as a_post_of_ours

NIGHT = {"post_date": "2014-05-07 01:30:00", "post_date_gmt": "2014-05-06 23:30:00"}
EXPORT = an_export(a_post(**NIGHT), head="<language>de-DE</language>")


@pytest.mark.django_db
def test_an_empty_blog_takes_the_time_zone_and_language_of_the_export(take):
    report = take(EXPORT, dry_run=True, verbose=False)
    assert "another day" not in report
    assert "language: English, now German" in report and "now Europe/Berlin" in report
    assert "now Europe/Berlin" in take(EXPORT, verbose=False)
    assert "now Europe/Berlin" not in take(EXPORT, verbose=False)
    blog = Blog.objects.current()
    assert (blog.time_zone, blog.language) == ("Europe/Berlin", "de")
    assert Post.objects.get().path == "/2014/05/07/the-first-frost/"


@pytest.mark.django_db
def test_a_language_in_which_the_site_has_no_sentences_is_not_taken(take):
    finnish = an_export(a_post(**NIGHT), head="<language>fi-FI</language>")
    assert "language:" not in take(finnish, verbose=False)
    assert Blog.objects.current().language == "en"


@pytest.mark.django_db
def test_a_dry_run_says_how_many_posts_would_move_to_another_day(take):
    a_post_of_ours()
    report = take(EXPORT, dry_run=True, verbose=False)
    assert "1 post would stand at another day than before" in report
    assert "time zone was Europe/Berlin" in report and "Set it before the import." in report
    Blog.objects.update(time_zone="Europe/Berlin")
    assert "another day" not in take(EXPORT, verbose=False)
    assert Post.objects.get(origin__isnull=False).path == "/2014/05/07/the-first-frost/"
    assert Blog.objects.current().language == "en"


@pytest.mark.parametrize(
    ("winter", "summer", "zone"),
    [
        ("+0000", "+0000", "UTC"),
        ("+0100", "+0200", "Europe/Berlin"),
        ("-0500", "-0400", "America/New_York"),
        ("+0530", "+0530", "Asia/Kolkata"),
        ("+1100", "+1000", "Australia/Sydney"),
        ("+0200", "+0200", "Africa/Johannesburg"),
        ("-1100", "-1100", "Etc/GMT+11"),
        ("+1245", "+1245", "UTC"),
    ],
)
def test_a_time_zone_is_known_by_its_clock_in_winter_and_summer(winter, summer, zone):
    times = LocalTimes()
    for month, offset in (("01", winter), ("07", summer)):
        moment = datetime.fromisoformat(f"2019-{month}-10 12:00:00").replace(tzinfo=UTC)
        sign = -1 if offset[0] == "-" else 1
        local = moment + sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[3:]))
        times.add(f"{moment:%Y-%m-%d %H:%M:%S}", f"{local:%Y-%m-%d %H:%M:%S}")
    assert times.zone() == zone


def test_an_export_without_usable_times_names_no_time_zone():
    times = LocalTimes()
    for gmt, local in (("0000-00-00 00:00:00", "2014-05-07 01:30:00"), ("x", ""), ("", "")):
        times.add(gmt, local)
    assert times.zone() is None
