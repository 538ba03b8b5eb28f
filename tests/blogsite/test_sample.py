"""The sample data: the blog and its people, also when part of it exists."""

import pytest
from django.core.management import call_command
from django.utils.translation import override

from accounts.models import User
from blogsite.demo import language as language_of_sample
from blogsite.demo import lists, sample
from blogsite.demo.past import FATES
from comments.models import Comment, Finding
from moderation.figures.ledger import Ledger
from moderation.models import Decision, Rule, Screener, ScreeningList, SpotCheck, Trial
from moderation.queues import QUEUES, Queue
from moderation.templatetags.heaviest_words import for_people
from posts.models import Biography, Blog, Post
from tests.cast import a_post, account, edda, milo, mona
from tests.moderation.deciding import decide

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def logins_file(tmp_path, monkeypatch):
    monkeypatch.setattr(sample, "LOGINS_FILE", tmp_path / "logins.txt")
    return tmp_path / "logins.txt"


@pytest.fixture
def staffed_sample(logins_file, filled):
    """Fill the blog as the demo does, and once more, which adds nothing."""
    filled(start_and_restart)


def start_and_restart():
    for _run in range(2):
        sample.sign_up_people()
        sample.fill_blog()


def passwords_that_work(logins):
    return {
        username: password
        for username, password in logins.passwords.items()
        if User.objects.get(username=username).check_password(password)
    }


def test_people_of_the_sample_are_staff_only_by_their_groups():
    sample.sign_up_people()
    staff = {
        user.username: [*user.groups.values_list("name", flat=True)] for user in User.objects.all()
    }
    assert staff == {
        "olga": ["Owners"],
        "edda": ["Editors"],
        "mona": ["Moderators"],
        "milo": ["Moderators"],
        "bob": [],
    }
    assert set(User.objects.filter(is_staff=True).values_list("username", flat=True)) == {
        *("olga", "edda", "mona", "milo")
    }
    assert not User.objects.filter(is_superuser=True).exists()


@pytest.mark.one_database
def test_people_of_the_sample_keep_their_passwords(logins_file):
    first = passwords_that_work(sample.sign_up_people())
    assert len(first) == len(set(first.values())) == 5
    assert passwords_that_work(sample.sign_up_people()) == first
    User.objects.all().delete()
    assert passwords_that_work(sample.sign_up_people()) == first
    logins_file.unlink()
    again = passwords_that_work(sample.sign_up_people())
    assert len(again) == 5 and not set(again.values()) & set(first.values())


@pytest.mark.one_database
def test_the_sample_takes_over_no_existing_account(logins_file):
    named = {"display_name": "Milo"}
    milo = User.objects.create_user("milo", "milo@elsewhere.example", "his own password", **named)
    with pytest.raises(sample.UsernameNotOurs):
        sample.sign_up_people()
    milo.refresh_from_db()
    assert milo.check_password("his own password") and not milo.is_staff
    assert User.objects.count() == 1
    assert not logins_file.exists()


@pytest.mark.one_database
def test_a_blog_with_posts_gets_no_sample_data():
    a_post()
    sample.fill_blog()
    assert Post.objects.count() == 1


@pytest.mark.one_database
def test_an_interrupted_sample_import_is_completed_once(sample_blog):
    whole = Post.objects.count()
    assert whole == 18
    draft = Post.objects.get(status="draft")
    draft.old_addresses.all().delete()
    draft.delete()
    sample.fill_blog()
    sample.fill_blog()
    assert Post.objects.count() == whole


@pytest.mark.one_database
def test_sample_pictures_have_alternative_text_and_posts_have_tags(sample_blog):
    pictured = Post.objects.exclude(lead_image=None)
    assert pictured.count() == 10
    for post in pictured:
        assert post.lead_image.alt
        assert post.lead_image.width == 1440
    museum = Post.objects.get(slug="the-museum-of-broken-thermometers")
    tags = ["Features", "Instruments", "Nursing", "Schools"]
    assert [str(tag) for tag in museum.tags.all()] == tags
    assert museum.related.exists()
    Post.objects.update(lead_image=None)
    sample.fill_blog()
    assert not Post.objects.exclude(lead_image=None).exists()


@pytest.mark.one_database
def test_the_sample_has_a_look_of_its_own_and_authors_with_biographies(client, sample_blog):
    blog = Blog.objects.current()
    assert blog.logo and blog.logo_dark and blog.social_picture.alt
    assert str(blog.colours.light) == blog.accent, "the pages show another shade"
    assert blog.tagline in client.get("/").text
    written = Biography.objects.exclude(picture=None).get()
    assert written.text in client.get(f"/authors/{written.author_id}/").text
    Blog.objects.update(tagline="Our own")
    sample.fill_blog()
    assert Blog.objects.current().tagline == "Our own"


@pytest.mark.one_database
def test_the_sample_has_every_kind_of_post(sample_blog):
    newest, *_ = published = Post.objects.published()
    assert newest.lead_image is None and not newest.excerpt and not newest.tags.exists()
    assert max(len(post.title) for post in published) == 140
    for letter in "の", "ن", "क":
        post = published.filter(title__contains=letter, body_html__contains=letter).get()
        assert post.comments.filter(body__contains=letter).exists(), letter
        assert post.tags.exclude(slug="").exists()
    working = published.get(slug="how-we-counted")
    for element in "<table", "<pre><code>", "<dl>", "<sup>", "<figcaption>":
        assert element in working.body_html, element


@pytest.mark.one_database
def test_the_authors_of_the_sample_blog_are_marked_in_threads(client, sample_blog):
    page = " ".join(client.get("/2026/11/16/how-we-counted/").text.split())
    assert 'Tobias Renn</span> <span class="comment__mark">Author</span>' in page


def test_one_post_of_the_sample_has_300_comments_only_once(sample_blog):
    post = Post.objects.get(slug="where-do-you-sit")
    assert post.comment_count == 300
    assert post.comments.filter(parent=None).count() > 50
    assert max(post.comments.values_list("level", flat=True)) >= 5
    assert len(set(post.comments.values_list("body", flat=True))) == 300
    sample.fill_blog()
    assert post.comments.count() == 300
    call_command("check_threads")


def waiting_comments():
    """Return how many comments wait in each queue that the site fills by itself."""
    return {name: Queue(QUEUES[name]).count.number for name in ("held", "reported", "woken")}


@pytest.mark.one_database
def test_every_queue_has_samples_and_decided_ones_stay_decided(sample_blog):
    assert waiting_comments() == {"held": 11, "reported": 7, "woken": 1}
    library = Post.objects.get(slug__startswith="alder-falls-library")
    assert library.comment_count == 43
    woken = QUEUES["woken"].objects.get()
    for comment in Comment.objects.filter(case__isnull=False) | Comment.objects.held():
        decide("spam", comment, by=milo())
    decide("keep", Comment.objects.get(pk=woken.pk), by=milo())
    sample.fill_blog()
    assert waiting_comments() == {"held": 0, "reported": 0, "woken": 0}


@pytest.mark.one_database
def test_the_sample_shows_similar_comments_and_a_wave_at_the_desk(client, staffed_sample):
    client.force_login(mona())
    loan = Comment.objects.get(name="Best Loans Fast")
    desk = "/admin/moderation/heldcomment/"
    card = client.get(f"{desk}{loan.pk}/card/").context["card"]
    assert {each.comment.name for each in card.similar.decided} == {"Quick Loans", "Loans For All"}
    decided = card.similar.decided[0].comment
    page = client.get(f"{desk}{decided.pk}/similar/")
    assert [row.comment.name for row in page.context["rows"]] == ["Loans By Night"]
    wave = client.get(f"{desk}{Comment.objects.get(name='Konrad Weiss').pk}/card/").context["card"]
    assert wave.similar.wave.authors == 3


@pytest.mark.one_database
def test_the_sample_has_taught_the_learned_screening_and_explains_a_hold(client, staffed_sample):
    training = Screener.objects.of("spam").training
    assert (training.bad, training.good) == (35, 134) and training.caught > 70
    assert Rule.objects.get(code="looks_like_spam").state == "shadow"
    assert SpotCheck.objects.filter(training=training).count() == 10
    client.force_login(User.objects.get(username="olga"))
    learned = "/admin/moderation/rule/looks_like_spam/learned/"
    words = client.get(learned).text
    assert all(for_people(word) in words for word, _ in training.words)
    advertising = Comment.objects.get(name="StepMax Official Store")
    card = client.get(f"/admin/moderation/heldcomment/{advertising.pk}/card/").text
    assert "<mark>today</mark>" in card and "is held from" in card
    decided = {record.rule.code: record.total.decided for record in Ledger().records}
    assert decided["first_comment"] > 80 and decided["late_comment"] > 5
    counts = Trial.objects.get().counts["proposed"]
    assert counts["hold"] == 25 and counts["removed"] == 18 and counts["approved"] == 2


@pytest.mark.one_database
def test_past_comments_of_the_sample_are_as_the_rules_and_moderators_left_them(
    client, staffed_sample
):
    sent = Comment.objects.filter(origin=None, created__lt="2026-11-23T00:00Z")
    held = Finding.objects.filter(verdict="hold").values("comment")
    decisions = Decision.objects.filter(comment__in=sent).select_related("comment")
    assert sent.count() == 162 and decisions.count() == 116
    for decision in decisions:
        was_held = decision.comment in sent.filter(pk__in=held)
        status = dict(FATES.values())[decision.action]
        assert decision.comment.status == decision.status_after == status
        assert (decision.source == "rule") is was_held
        assert decision.action in ({"approve", "reject"} if was_held else {"keep", "remove"})
    museum = client.get("/2025/03/06/the-museum-of-broken-thermometers/").text
    assert "the toaster" in museum and "antiquebuyers" not in museum
    call_command("check_threads")


@pytest.mark.one_database
def test_the_sample_speaks_another_language_where_nobody_has_changed_its_texts():
    olga = account("olga", "Owners")
    lists.make_lists()
    phrases, links = ScreeningList.objects.order_by("-kind")
    for language, title in (("fr", "Discours de vente"), ("ar", "عبارات البيع")):
        language_of_sample.speak(language)
        phrases.refresh_from_db()
        assert phrases.title == title
        with override(language):
            assert phrases.last_revision.sentence == str(lists.TEXTS["phrases"].sentence)
    links.change_texts(house_rule=links.last_revision.house_rule, sentence="Ours.", by=olga)
    language_of_sample.speak("de")
    phrases.refresh_from_db()
    links.refresh_from_db()
    assert (phrases.title, links.last_revision.sentence) == ("Verkaufssprüche", "Ours.")
    assert Blog.objects.get().house_rules_intro.startswith("Seien Sie")


@pytest.mark.one_database
def test_a_pick_that_was_ended_in_the_sample_stays_ended(sample_blog):
    picked = Comment.objects.filter(picked=True)
    assert picked.count() == 2
    assert not Decision.objects.filter(action="pick", by=None).exists()
    Decision.objects.take("unpick", picked.first(), by=edda())
    sample.fill_blog()
    assert picked.count() == 1
