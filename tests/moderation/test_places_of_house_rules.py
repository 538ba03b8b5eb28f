"""A house rule holds everywhere, in this blog alone, or on the pages of one other site."""

import pytest
from django.db import IntegrityError, transaction

from blogsite.pagecache.store import pages
from comments.models import Comment
from moderation.models import Batch, CardButton, Decision, HouseRule
from moderation.models.decision_errors import HoldsElsewhere
from moderation.models.house_rule import ON_BLOG, on_site
from moderation.similarity.filling import fill_newest
from posts.foreign_pages import find_or_make
from posts.models import Site
from tests.cast import a_post, an_owner, mona
from tests.moderation.deciding import a_comment_that_is, a_rule

pytestmark = pytest.mark.django_db

HARBOUR, MARKET = "harbour.example", "market.example"
OF_HARBOUR = {"title": "No tides", "text": "There is an app.", "sentence": "It told a tide."}


@pytest.fixture(autouse=True)
def sites():
    pages.clear()
    for host in (HARBOUR, MARKET):
        Site.objects.create(origin=f"https://{host}")


@pytest.fixture
def of_harbour():
    rule = HouseRule.objects.create(code="tides", holds_on=on_site(HARBOUR))
    return rule.amend(**OF_HARBOUR)


def rules_on(client, path):
    return client.get(path).content.decode().partition("<dl>")[2].partition("</dl>")[0]


def frame(host, path="a"):
    return f"/embed/?url=https://{host}/{path}"


def test_readers_see_the_house_rules_of_the_place_where_they_write(client, of_harbour):
    only_blog = a_rule("off_topic").rule
    only_blog.holds_on = ON_BLOG
    only_blog.save()
    post, tides, topic = a_post(), OF_HARBOUR["title"], only_blog.current.title
    for path in (post.get_absolute_url(), f"{post.get_absolute_url()}respond/"):
        assert topic in rules_on(client, path) and tides not in rules_on(client, path)
    stored = find_or_make(f"https://{HARBOUR}/stored")
    form = f"/embed/respond/?url=https://{HARBOUR}/a"
    own = stored.get_absolute_url()
    for path in (frame(HARBOUR), frame(HARBOUR, "stored"), form, own, f"{own}respond/"):
        rules = rules_on(client, path)
        assert tides in rules and topic not in rules and a_rule("spam").title in rules, path
    assert tides not in rules_on(client, frame(MARKET))


def test_an_owner_says_where_a_house_rule_holds(client):
    client.force_login(an_owner())
    texts = OF_HARBOUR | {"position": 1, "versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
    for code, place in (("tides", on_site(HARBOUR)), ("here", ON_BLOG), ("all", "")):
        client.post("/admin/moderation/houserule/add/", texts | {"code": code, "holds_on": place})
        assert HouseRule.objects.get(code=code).holds_on == place
    assert HARBOUR in client.get("/admin/moderation/houserule/").text
    for place, code in ((on_site("unknown.example"), "x"), (ON_BLOG, "illegal")):
        path = "/admin/moderation/houserule/add/"
        if rule := HouseRule.objects.filter(code=code).first():
            path = f"/admin/moderation/houserule/{rule.pk}/change/"
        answer = client.post(path, texts | {"code": code, "holds_on": place})
        assert answer.status_code == 200 and "errorlist" in answer.text
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseRule.objects.filter(code="spam").update(holds_on=ON_BLOG)


def test_a_decision_cites_only_a_house_rule_that_holds_there(client, of_harbour):
    posts = find_or_make(f"https://{HARBOUR}/a"), a_post()
    there, here = (a_comment_that_is("held", post) for post in posts)
    client.force_login(mona())
    offers = {
        one: client.get(f"/admin/moderation/heldcomment/{one.pk}/change/").text
        for one in (here, there)
    }
    assert OF_HARBOUR["title"] in offers[there] and OF_HARBOUR["title"] not in offers[here]
    with pytest.raises(HoldsElsewhere):
        Decision.objects.take("reject", here, by=mona(), ground=of_harbour)
    batch = Batch.objects.begin(
        CardButton.TAKE_DOWN, on=Comment.objects.all(), by=mona(), ground=of_harbour
    )
    batch.run()
    there.refresh_from_db()
    here.refresh_from_db()
    assert (there.status, here.status) == ("rejected", "held")
    assert batch.progress["decided"] == batch.progress["skipped"] == 1


def test_house_rules_of_another_site_are_offered_only_where_they_apply(client, of_harbour):
    client.force_login(an_owner())
    words = "The first frost came early this year, and the dahlias did not survive it at all."
    here = a_comment_that_is("held", a_post(), body=words)
    a_comment_that_is("published", a_post(), body=words)
    fill_newest()
    queue = "/admin/moderation/heldcomment"
    paths = [
        *(f"{queue}/bulk/", f"{queue}/{here.pk}/similar/", f"{queue}/{here.pk}/by-author/"),
        *("/admin/moderation/ban/add/", "/admin/moderation/screeninglist/add/"),
    ]
    for path in paths:
        page = client.get(path).text
        assert a_rule("spam").title in page and OF_HARBOUR["title"] not in page, path
    a_comment_that_is("held", find_or_make(f"https://{HARBOUR}/a"))
    assert OF_HARBOUR["title"] in client.get(f"{queue}/bulk/").text
