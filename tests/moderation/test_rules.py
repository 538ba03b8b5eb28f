"""Screening rules: what each holds, refuses and accepts."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.utils import timezone

from accounts.models import EarlierName, Person
from blogsite.account.names import account_name
from comments.draft import Draft
from comments.models import Comment
from comments.rules import rule_of, screening_rules
from comments.screening import Refusal, Screening
from moderation.models import Ban, HouseRuleVersion, Rule
from moderation.screening.rule import ConfigurableRule
from posts.models import Blog, Post
from tests.cast import a_comment, a_post, account, alice, bob, edda, mona

pytestmark = pytest.mark.django_db

LINK = "https://garden.example/frost"


def a_draft(post=None, body="The first frost came on the ninth.", **fields):
    """Return a draft by somebody nobody knows, unless `person` says who."""
    defaults = {"person": Person(), "name": "Wendela Achterberg", "post": post or a_post()}
    return Draft(body=body, **defaults | fields)


def ask(draft, code):
    """Return what the rule with this code says: a finding, a refusal, or None."""
    screening = Screening(draft, [rule_of(code)]).ask_all()
    return next(iter([*screening.refusals, *screening.findings]), None)


def verdict(draft, code):
    """Return the verdict of the rule with this code: "publish", "hold" or "refuse"."""
    answer = ask(draft, code)
    if isinstance(answer, Refusal):
        return "refuse"
    return answer.verdict if answer else "publish"


def somebody(days_ago=None, on=None):
    """Return a guest, with a comment published `days_ago` unless that is None."""
    person = Person.objects.create()
    if days_ago is not None:
        comment = a_comment(on or a_post(), by=person)
        moment = timezone.now() - timedelta(days=days_ago)
        Comment.objects.filter(pk=comment.pk).update(created=moment, published_at=moment)
    return person


# Empty, names

EMPTY = [
    "",
    " \n",
    "\u200b",
    "\u2800",
    "&nbsp;",
    "<br><br>",
    "<a href='https://x.example'></a>",
    "<script>x</script>",
]
SEEN = ["no", "👍", "?", "<b>x</b>", "…", "\u00a1", "٣"]


@pytest.mark.one_database
@pytest.mark.parametrize("body", EMPTY)
def test_a_comment_without_visible_characters_is_refused(body):
    assert verdict(a_draft(body=body), "empty_text") == "refuse"


@pytest.mark.one_database
@pytest.mark.parametrize("body", SEEN)
def test_a_comment_of_a_single_sign_is_accepted(body):
    assert verdict(a_draft(body=body), "empty_text") == "publish"


LABELS = [
    *(
        "Reply",
        "reply",
        "REPLY",
        "Rep1y",
        "Réply",
        "R e p l y",
        "Reply.",
        "Ｒeply",
        "ℝeply",
        "Rерlу",
    ),
    *("Report abuse", "Leave a reply", "Delete", "Preview"),
]
STAFF = [
    *("Moderator", "ADMIN", "Аdmin", "The Editors", "editor", "Soundoff", "Ѕоundоff", "staff"),
    *("Wendela (moderator)", "admin-wendela", "Site Administrator"),
    *(
        "Mona",
        "mona",
        "Моnа",
        "Ｍｏｎａ",
        "𝕄𝕠𝕟𝕒",
        "M0na",
        "ΜΟΝΑ",
        "M o n a",
        "Mona.",
        "Edda",
        "Εddа",
    ),
    *(
        "Rosalind Ember",
        "R0salind Ernber",
        "Rosalind Ember, editorial",
        "Rosalind Emberr",
        "xXRosalind EmberXx",
    ),
    *("Maren Østby", "Maren Ostby", "Marén Østby", "Maren 0stby", "M4r3n 0st8y", "Maren  Østby."),
    *("Østby, Maren", "Ostby Maren", "MarenOstby", "M a r e n Ø s t b y", "Dr. Maren Ostby"),
    *("Maren O\u0338stby", "Mārèn Ö\u0338ştby", "Маren Østby", "Dorde Aesir Thordal"),
    *("Ðorđe Æsir Þorðal", "Pawel Lozinski", "Ayse Ilgin", "Ayşe İlgın"),
    *("The Editor", "Editor in chief", "Editor-in-Chief", "Chief Editor", "Éditor"),
    *("Mod", "Mods", "M0d", "M.o.d.s", "M o d e r a t o r", "Ad.min", "4dmin", "Your moderator"),
    *("Soundoff Staff", "Staff of Soundoff", "Soundoff’s editors", "Soundoff Editorial Team"),
    *("Мария Званская", "МАРИЯ ЗВАНСКАЯ", "Званская Мария", "админ", "АДМИН", "администратор"),
    *("модератор", "Модератор Ольга", "редакция"),
    *("Moderador", "Modérateur", "Moderateur", "la rédaction", "Die Redaktion", "Redaktion"),
    *("管理员", "版主", "管理人", "관리자", "مشرف", "المشرف", "مُشرِف", "संपादक", "Quản trị viên"),
    *("ⓐⓓⓜⓘⓝ", "Ⓜⓞⓓⓔⓡⓐⓣⓞⓡ", "🄰🄳🄼🄸🄽", "🅰🅳🅼🅸🅽", "Adm|n", "Mod℮rator", "Mod℮rator Bob"),
    *("rosalindember1990", "xXRosalindEmberXx", "Ember_Rosalind_", "Ros alind Ember"),
    *("Mona Larsen", "Mona Larsenn", "Larsen, Mona (2)", "Li Wei", "Chris T", "Jan E."),
    *("Moderator1", "admin007", "Admin①", "Админ1", "4dmin1", "xXadminXx", "A.dm|n", "Mod #1"),
    *("TheModerator", "SiteAdmin", "siteadmin Bob", "EditorialTeam", "Mo-derator Bob"),
    *("Ad-Min", "AD-MIN", "Admin Hodžić", "The Soundoff", "TheSoundoff", "Soundoff Soundoff"),
    *("Sound off", "Soundoff 1", "SoundoffTeam", "TeamSoundoff", "Soundoff News"),
    *("Soundoff Support Team", "Anna, Soundoff team", "Anna (Soundoff Staff)"),
    *("Editorial Board", "Deputy Editor", "News team", "Moderation Staff", "Support team"),
    *("Das Team", "Rédacteur en chef", "l’équipe", "Администрация сайта", "Модер", "ادمن"),
    *("مشرف الموقع", "แอดมิน", "ผู้ดูแลระบบ", "管理员小王", "系统管理员", "관리자김"),
    *("モデレーター山田",),
]
HONEST = [
    *(
        "José",
        "Zoë",
        "Łukasz",
        "Nguyễn Thị Minh Khai",
        "Мария",
        "Мона Лиза",
        "田中さくら",
        "김민준",
    ),
    *(
        "محمد",
        "שרה",
        "Αλέξανδρος",
        "अनीता",
        "O’Connor",
        "Jean-Luc",
        "Mona Lisa",
        "Björk",
        "Adminah",
    ),
    *("Frank Staff", "Replyson", "Eddard", "Wendela 2", "ok", "Ng", "Simona", "Ramona", "Möna"),
    *("Modesty", "Modibo", "Edith Or", "Ed Itor"),
    *("Mo Derby", "Ingrid Mod", "Editha Stafford", "Thế"),
    *("Maren", "Østby", "Maren Kari Østby", "Maren Østbø", "Marna Ostby", "Karl Østby", "Mårten"),
    *("Celina", "Angelina", "Melina Vale", "Linus", "Emberly Rosalind", "Rosa Lind", "Soundy Off"),
    *("Đặng Thùy Trâm", "Łucja Żółć", "Þórdís Ægisdóttir"),
    *("Eiður Smári", "Çağla Şık", "Zoë Özdemir"),
    *("Søren Kjær", "Ångström", "Dvořák", "Gyöngyi Szűcs", "Ioana Țăran", "Siân", "Ġużè", "Māra"),
    *("Ольга Модестова", "Йосип Їжак", "Ђорђе", "Αδμήτη", "Գայանե", "ნინო", "משרפי", "مشرف الدين"),
    *("فاطمة الزهراء", "مهسا رضایی", "שלומית בן־דוד", "ਹਰਪ੍ਰੀਤ"),
    *("অনিন্দিতা", "தமிழ்செல்வி", "అనూష", "ಕಾವ್ಯ"),
    *("अनिता शर्मा", "മീനാക്ഷി", "සුනිල්", "สมชาย ใจดี", "ສົມພອນ", "မင်းအောင်", "សុភា", "ጽጌረዳ"),
    *("王小明", "歐陽菲", "佐藤がく", "さとうかく", "박서연", "ᏣᎳᎩ"),
    *("ᐃᓄᒃ", "Nʼdri", "!Xóõ", "J. R.", "🙂"),
    *("Christian Meyer", "Christopher", "Anna", "Anna Weber", "Jane", "Jane Doe", "Wei Liu"),
    *("Wei Lin", "Lina Schmidt", "Brian Anderson", "Christian Anderson", "Ramona Larsen"),
    *("Simona Larsen", "Elena Meyer", "Helena Meyer", "Johanna Berg", "Lars Petersen"),
    *("L. Staff", "S. Staff", "I. Mod", "S. Mod", "X. Mod", "Les Staff", "Del Staff", "Das Mod"),
    *("Ad-Min Lee", "M. O. D.", "Soundoffsky", "Boardman Newsom"),
]


@pytest.mark.one_database
@pytest.mark.parametrize("name", LABELS)
def test_a_name_that_is_one_of_our_labels_is_refused(name):
    assert verdict(a_draft(name=name), "button_name") == "refuse"


NOBODYS = ["A former reader", "a Förmer  Reader", "Somebody", "S0mebody", "Guest 12", "guest #7"]


@pytest.mark.one_database
@pytest.mark.parametrize("name", NOBODYS)
def test_nobody_is_called_like_people_without_a_name(name):
    assert "do not know" in ask(a_draft(name=name), "button_name").reason
    with pytest.raises(ValidationError, match="do not know"):
        account_name(name)  # when one signs up, is invited, or changes it


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["Guest", "Guestrow 12", "Somebody Else", "Ana 12"])
def test_names_with_a_part_of_those_are_free(name):
    assert verdict(a_draft(name=name), "button_name") == "publish" and account_name(name) == name


FULL_NAMES = {
    "rember": "Rosalind Ember",
    "mostby": "Maren Østby",
    "dthordal": "Đorđe Æsir Þorðal",
    "plozinski": "Paweł Łoziński",
    "ilgin": "Ayşe Ilgın",
    "lina": "Li Na",
    "sharma": "अनीता शर्मा",
    "zvanskaya": "Мария Званская",
    "smiles": "🙂 🙂",
    "ct": "Chris T.",
    "aa": "Ann A.",
    "je": "Jan E.",
    "wl": "Wei Li",
    "ia": "Ian Anderson",
    "ml": "Mona Larsen",
    "lm": "Lena Meyer",
    "ab": "Anna Berg",
    "lp": "Lars Peters",
}


@pytest.fixture
def staff():
    for username, name in FULL_NAMES.items():
        account(username, "Moderators", display_name=name)
    return [mona(), edda()]


def names_that_pass(rule, names):
    post = a_post()
    return [name for name in names if verdict(a_draft(post, name=name), rule) == "publish"]


@pytest.mark.one_database
def test_a_name_that_imitates_staff_is_refused_in_any_script(staff):
    assert names_that_pass("imitates_staff", STAFF) == []


@pytest.mark.one_database
def test_the_names_of_other_people_pass_in_any_script(staff):
    assert names_that_pass("imitates_staff", HONEST) == HONEST
    assert names_that_pass("button_name", HONEST) == HONEST


@pytest.mark.parametrize("name", ["Maren Ostby", "The Editor"])
def test_a_refused_name_like_staffs_says_how_to_go_on(staff, name):
    reason = ask(a_draft(name=name), "imitates_staff").reason
    assert name in reason
    assert reason.endswith("Please sign with another name, or sign in if it is yours.")


def test_a_name_that_no_member_of_staff_has_is_free():
    assert verdict(a_draft(name="Maren Ostby"), "imitates_staff") == "publish"


def test_the_author_of_the_post_is_not_imitated_either():
    writer = account("hortense")
    post = a_post()
    Post.objects.filter(pk=post.pk).update(author=writer)
    draft = a_draft(Post.objects.get(pk=post.pk), name="Hоrtеnsе")
    assert verdict(draft, "imitates_staff") == "refuse"


def test_a_guest_cannot_sign_like_an_account_of_the_same_conversation():
    post, elsewhere = a_post(), a_post()
    hidden = a_comment(elsewhere, by=alice())
    hidden.remove()
    assert verdict(a_draft(post, name="Alice"), "name_of_account") == "publish"
    own = a_comment(post, by=alice())
    reason = ask(a_draft(post, name="alice "), "name_of_account").reason
    assert reason.endswith("Please sign with another name, or sign in if it is yours.")
    for draft in (
        a_draft(post, name="Alice B."),
        a_draft(elsewhere, name="Alice"),
        a_draft(post, name="Alice", person=own.author),
        a_draft(post, name="Alice", person=Person.objects.of(bob())),
    ):
        assert verdict(draft, "name_of_account") == "publish"


def test_a_guest_cannot_sign_like_an_account_of_the_conversation_did_before():
    post, elsewhere = a_post(), a_post()
    a_comment(post, by=alice())
    EarlierName.objects.rename(alice(), "Alicia")
    for name in ("ALICE", "Alicia"):
        assert verdict(a_draft(post, name=name), "name_of_account") == "refuse"
    assert verdict(a_draft(elsewhere, name="Alice"), "name_of_account") == "publish"


@pytest.mark.one_database
@pytest.mark.parametrize(
    "name", ["Daily Garden", "DailyGarden", "The Daily Garden", "Garden, Daily"]
)
def test_a_blog_name_of_two_words_cannot_be_imitated(name):
    Blog.objects.update_or_create(pk=1, defaults={"name": "Daily Garden"})
    assert verdict(a_draft(name=name), "imitates_staff") == "refuse"
    assert verdict(a_draft(name="Daisy Garden"), "imitates_staff") == "publish"


@pytest.mark.one_database
def test_a_blog_name_without_letters_refuses_no_name():
    Blog.objects.update_or_create(pk=1, defaults={"name": "🔥"})
    assert verdict(a_draft(name="🙂"), "imitates_staff") == "publish"


def test_members_of_staff_can_use_their_own_names():
    draft = a_draft(person=Person.objects.of(mona()), name="Mona")
    assert verdict(draft, "imitates_staff") == "publish"


# Links, first and late comments


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("No link.", "publish"),
        (f"One: {LINK}", "publish"),
        (f"Two: {LINK} and [more]({LINK})", "hold"),
        (f'<a href="{LINK}">a</a> <a href="mailto:a@b.example">b</a>', "hold"),
        ("ftp://a.example and javascript:alert(1) and //b.example", "publish"),
    ],
)
def test_a_comment_with_more_than_one_link_is_held(body, expected):
    assert verdict(a_draft(body=body), "many_links") == expected


def test_the_finding_about_links_lists_them_as_evidence():
    finding = ask(a_draft(body=f"{LINK}?a=1&b=2 {LINK}"), "many_links")
    assert finding.evidence == f"{LINK}?a=1&b=2\n{LINK}"
    assert finding.reason == "It has 2 links; a moderator looks at it first."


@pytest.mark.parametrize(("holds", "expected"), [(True, "hold"), (False, "publish")])
def test_a_first_comment_is_held_where_the_post_says_so(holds, expected):
    assert verdict(a_draft(a_post(holds_first_comments=holds)), "first_comment") == expected


def test_a_second_comment_is_not_held_as_a_first_one():
    post = a_post(holds_first_comments=True)
    assert verdict(a_draft(post, person=somebody(1)), "first_comment") == "publish"


def test_an_unpublished_comment_does_not_count_as_the_first():
    person = Person.objects.create()
    a_comment(a_post(), by=person, status="held")
    draft = a_draft(a_post(holds_first_comments=True), person=person)
    assert verdict(draft, "first_comment") == "hold"


@pytest.mark.parametrize(
    ("quiet", "person", "body", "expected"),
    [
        (29, None, LINK, "publish"),
        (31, None, LINK, "hold"),
        (31, None, "No link.", "publish"),
        (181, None, "No link.", "hold"),
        (181, 2, "No link.", "publish"),
        (366, 2, "No link.", "hold"),
    ],
)
def test_a_comment_in_a_long_quiet_thread_is_held(quiet, person, body, expected):
    post = a_post()
    post.published_at = timezone.now() - timedelta(days=quiet, minutes=1)
    post.save()
    who = somebody(person) if person else Person()
    assert verdict(a_draft(post, body, person=who), "late_comment") == expected


def test_a_thread_answered_yesterday_holds_no_comment():
    post = a_post()
    post.published_at = timezone.now() - timedelta(days=4_000)
    post.save()
    somebody(1, on=post)
    assert verdict(a_draft(post), "late_comment") == "publish"


def test_a_post_that_holds_first_holds_everybody_but_staff():
    post = a_post(comment_mode=Post.CommentMode.HELD_FIRST)
    assert verdict(a_draft(post, person=somebody(9)), "held_first") == "hold"
    assert verdict(a_draft(post, person=Person.objects.of(mona())), "held_first") == "publish"


# Again, too fast


@pytest.mark.parametrize(
    ("minutes", "elsewhere", "body", "expected"),
    [
        (1, False, "Thank you!", "refuse"),
        (1, False, "THANK  **you**!", "refuse"),
        (1, True, "Thank you!", "publish"),
        (11, False, "Thank you!", "publish"),
        (1, True, "The first frost came on the ninth, and the dahlias went.", "refuse"),
    ],
)
def test_the_same_text_within_minutes_is_refused(minutes, elsewhere, body, expected):
    person, post = Person.objects.create(), a_post()
    first = a_comment(a_post() if elsewhere else post, "Thank you!", by=person)
    if len(body) > 20:
        first.edit(body)
    Comment.objects.update(created=timezone.now() - timedelta(minutes=minutes))
    draft = a_draft(post, body, person=person)
    assert verdict(draft, "same_words_again") == expected
    if expected == "refuse":
        assert ask(draft, "same_words_again").duplicate_of == first


def test_the_same_text_by_another_person_is_accepted():
    post = a_post()
    a_comment(post, "Thank you!")
    assert verdict(a_draft(post, "Thank you!", person=somebody()), "same_words_again") == "publish"


def test_a_withdrawn_text_can_be_posted_again():
    person, post = Person.objects.create(), a_post()
    a_comment(post, "Thank you!", by=person).withdraw()
    assert verdict(a_draft(post, "Thank you!", person=person), "same_words_again") == "publish"


@pytest.mark.parametrize(("seconds", "expected"), [(5, 15), (19, 1), (21, None)])
def test_two_comments_within_twenty_seconds_are_refused(seconds, expected):
    person, post = somebody(9), a_post()
    draft = a_draft(post, person=person)
    a_comment(post, by=person)
    newest = Comment.objects.latest("pk")
    Comment.objects.filter(pk=newest.pk).update(created=draft.now - timedelta(seconds=seconds))
    finding = ask(draft, "too_fast")
    assert (finding and finding.retry_after) == expected


def written(person, count, **details):
    """Let a person write so many comments within the last half hour, the oldest 30 minutes ago."""
    post = a_post()
    for number in range(count):
        comment = a_comment(post, f"Number {number}.", by=person, **details)
        moment = timezone.now() - timedelta(minutes=30 - 29 * number / count)
        Comment.objects.filter(pk=comment.pk).update(created=moment, published_at=moment)


def test_a_newcomer_can_write_ten_comments_an_hour():
    person = Person.objects.create()
    written(person, 9)
    assert ask(a_draft(person=person), "too_fast") is None
    written(person, 1)
    finding = ask(a_draft(person=person), "too_fast")
    assert 29 * 60 <= finding.retry_after <= 30 * 60
    assert "in 30 minutes" in finding.reason


def test_an_author_known_for_a_day_can_write_more_an_hour():
    person = somebody(2)
    written(person, 12)
    assert ask(a_draft(person=person), "too_fast") is None


@pytest.mark.parametrize(
    ("ip", "expected"),
    [
        ("203.0.113.9", "refuse"),
        pytest.param("203.0.114.9", "publish", marks=pytest.mark.one_database),
        pytest.param(None, "publish", marks=pytest.mark.one_database),
    ],
)
def test_newcomers_share_the_hour_of_their_network(ip, expected):
    written(Person.objects.create(), 30, ip="203.0.113.200")
    assert verdict(a_draft(ip=ip), "too_fast") == expected


@pytest.mark.one_database
def test_a_guest_who_drops_the_cookie_still_waits():
    written(Person.objects.create(), 30, ip="2001:db8:1:ff::1", name="Wendela Achterberg")
    Comment.objects.update(created=timezone.now())
    assert verdict(a_draft(ip="2001:db8:1:1::2"), "too_fast") == "refuse"


def strangers_comment(seconds_ago, by=None, ip="203.0.113.9"):
    """Store a comment from an IP address; by a guest first seen with it unless `by` says who."""
    by = by or Person.objects.create()
    comment = a_comment(a_post(), by=by, name="Wim Zandstra", ip=ip)
    moment = timezone.now() - timedelta(seconds=seconds_ago)
    Comment.objects.filter(pk=comment.pk).update(created=moment)


@pytest.mark.parametrize(
    ("first", "then", "seconds_ago", "expected"),
    [
        ("203.0.113.9", "203.0.113.9", 5, "refuse"),
        ("203.0.113.9", "203.0.113.9", 21, "publish"),
        ("203.0.113.9", "203.0.113.7", 5, "publish"),
        ("2001:db8:1:1::2", "2001:db8:1:ff::3", 5, "refuse"),
        ("2001:db8:1:1::2", "2001:db8:2:1::2", 5, "publish"),
    ],
)
def test_a_guest_without_cookie_under_another_name_still_waits(first, then, seconds_ago, expected):
    strangers_comment(seconds_ago, ip=first)
    assert verdict(a_draft(ip=then), "strangers_in_a_row") == expected


def test_a_stranger_learns_when_the_network_may_write_again():
    strangers_comment(5)
    screening = Screening(a_draft(ip="203.0.113.9")).ask_all()
    assert [refusal.rule for refusal in screening.refusals] == ["strangers_in_a_row"]
    assert 14 <= screening.retry_after <= 15


@pytest.mark.parametrize("known", [somebody, lambda: Person.objects.of(alice())])
def test_known_authors_and_strangers_do_not_wait_for_each_other(known):
    person = known()
    strangers_comment(5)
    draft = a_draft(person=person, ip="203.0.113.9")
    assert verdict(draft, "strangers_in_a_row") == "publish"
    Comment.objects.all().delete()
    Person.objects.filter(pk=person.pk).update(created=timezone.now() - timedelta(minutes=1))
    strangers_comment(5, by=person)
    assert verdict(a_draft(ip="203.0.113.9"), "strangers_in_a_row") == "publish"


@pytest.mark.one_database
def test_an_unknown_proxy_does_not_make_everybody_one_network():
    written(Person.objects.create(), 40, ip="127.0.0.1")
    assert verdict(a_draft(ip="127.0.0.1"), "too_fast") == "publish"


@pytest.mark.parametrize(
    ("ip", "expected"),
    [
        ("2001:db8:1:4::1", "refuse"),
        pytest.param("2001:db8:1:ff00::1", "refuse", marks=pytest.mark.one_database),
        ("2001:db8:2::1", "publish"),
        pytest.param("203.0.113.9", "publish", marks=pytest.mark.one_database),
    ],
)
def test_newcomers_share_the_hour_of_their_wide_network(ip, expected):
    Rule.objects.create(code="too_fast", options={"wide_network_an_hour": 6})
    for number in range(6):
        written(Person.objects.create(), 1, ip=f"2001:db8:1:{number * 256:x}::1")
    assert verdict(a_draft(ip=ip), "too_fast") == expected


def test_above_the_total_each_network_and_account_has_a_share():
    Rule.objects.create(code="too_fast", options={"in_all_an_hour": 20, "an_hour": 0})
    flood, honest, member = "2001:db8:1:1::1", "2001:db8:2:1::1", Person.objects.of(alice())
    written(Person.objects.create(), 20, ip=flood)
    inside, outside = a_draft(ip="2001:db8:1:ff00::9"), a_draft(ip=honest)
    assert ask(inside, "too_fast").retry_after > 0
    assert ask(outside, "too_fast") is None
    assert ask(a_draft(person=member, ip=flood), "too_fast") is None
    written(Person.objects.create(), 3, ip=honest)
    assert ask(a_draft(ip=honest), "too_fast").retry_after > 0
    written(member, 3)
    assert ask(a_draft(person=member, ip="192.0.2.1"), "too_fast").retry_after > 0


def test_a_gap_in_ids_does_not_count_as_many_comments():
    Rule.objects.create(code="too_fast", options={"in_all_an_hour": 20, "share_an_hour": 1})
    written(Person.objects.create(), 1, ip="203.0.113.7")
    removed_later = Person.objects.create()
    written(removed_later, 20)
    Comment.objects.filter(author=removed_later).delete()
    written(Person.objects.create(), 1)
    assert ask(a_draft(ip="203.0.113.7"), "too_fast") is None


def test_the_limits_return_to_normal_after_a_flood():
    Rule.objects.create(code="too_fast", options={"in_all_an_hour": 3})
    written(Person.objects.create(), 2)
    assert ask(a_draft(), "too_fast") is None
    written(Person.objects.create(), 1)
    Comment.objects.update(created=timezone.now() - timedelta(minutes=50))
    assert 590 <= ask(a_draft(), "too_fast").retry_after <= 600
    Comment.objects.update(created=timezone.now() - timedelta(minutes=61))
    assert ask(a_draft(), "too_fast") is None


@pytest.mark.one_database
@pytest.mark.parametrize("who", [mona, edda])
def test_staff_and_the_posts_author_write_as_fast_as_they_like(who):
    person = Person.objects.of(who())
    written(person, 12)
    a_comment(a_post(), by=person)
    assert ask(a_draft(person=person), "too_fast") is None


# Bans, switches, failures


def test_a_banned_person_reads_until_when_and_why():
    ground = HouseRuleVersion.objects.in_force().first()
    until = timezone.now() + timedelta(days=7)
    person = Person.objects.of(bob())
    Ban.objects.impose(by=mona(), ground=ground, until=until, person=person)
    refusal = ask(a_draft(person=person), "banned")
    assert f"until {until.astimezone():%B}" in refusal.reason
    assert ground.sentence in refusal.reason
    assert ask(a_draft(person=Person.objects.of(alice())), "banned") is None


def test_a_screening_rule_that_is_off_finds_nothing():
    Rule.objects.create(code="many_links", state="off")
    assert verdict(a_draft(body=f"{LINK} {LINK}"), "many_links") == "publish"


def test_the_numbers_of_a_screening_rule_can_be_set():
    Rule.objects.create(code="many_links", options={"links": 2})
    assert verdict(a_draft(body=f"{LINK} {LINK}"), "many_links") == "publish"
    assert verdict(a_draft(body=f"{LINK} {LINK} {LINK}"), "many_links") == "hold"


def test_the_limit_of_links_can_be_zero():
    Rule.objects.create(code="many_links", options={"links": 0})
    finding = ask(a_draft(body=LINK), "many_links")
    assert (finding.verdict, finding.reason.split(";")[0]) == ("hold", "It has a link")
    assert verdict(a_draft(), "many_links") == "publish"


def test_a_rate_limit_of_a_rule_is_off_at_zero():
    person = Person.objects.create()
    written(person, 2, ip="203.0.113.7")
    limits = ("an_hour", "network_an_hour", "wide_network_an_hour", "in_all_an_hour")
    Rule.objects.create(code="too_fast", options=dict.fromkeys(limits, 0))
    assert ask(a_draft(person=person, ip="203.0.113.7"), "too_fast") is None


@pytest.mark.parametrize(
    ("code", "number"), [("many_links", "links"), ("too_fast", "in_all_an_hour")]
)
def test_a_rule_that_fails_holds_the_comment_and_says_so(code, number):
    Rule.objects.create(code=code, options={number: "many"})
    screening = Screening(a_draft(body=LINK)).ask_all()
    assert screening.status == "held"
    (finding,) = screening.findings
    assert finding.reason == "A check is unavailable, so a moderator looks at it first."
    assert "TypeError" in finding.evidence


@pytest.mark.parametrize("person", [Person, somebody, lambda: Person.objects.of(alice())])
@pytest.mark.parametrize("ip", ["203.0.113.9", "2001:db8:1:4::1"])
def test_all_screening_rules_together_need_two_queries(django_assert_num_queries, person, ip):
    person = person()
    people = Person.objects.unjoined().select_related("user")  # as a request finds them
    known = people.filter(pk=person.pk).first()
    draft = a_draft(person=known or person, ip=ip)
    draft.post.published_at -= timedelta(days=100)
    with django_assert_num_queries(2):
        assert Screening(draft).ask_all().status == "published"


def test_every_rule_is_in_the_settings_and_has_a_description(settings):
    written = subclasses(ConfigurableRule)
    assert {type(rule) for rule in screening_rules()} == written
    for rule in screening_rules():
        assert rule.code.isidentifier() and rule.title and rule.description.endswith(".")
        assert all(option.label for option in rule.options.values())
    codes = [rule.code for rule in screening_rules()]
    assert len(codes) == len(set(codes)) == len(settings.COMMENT_RULES)


def subclasses(kind):
    """Return the rules below a class: those with a code."""
    below = {rule for rule in kind.__subclasses__() if rule.__module__.startswith("moderation")}
    return {rule for rule in below if rule.code}.union(*map(subclasses, below))


@pytest.mark.one_database
def test_a_system_check_names_a_rule_that_does_not_import(settings):
    settings.COMMENT_RULES = ["moderation.screening.texts.NothingSuch"]
    with pytest.raises(SystemCheckError, match=r"COMMENT_RULES.*NothingSuch"):
        call_command("check")


# Newcomers, guests, young accounts


def an_account(days_old):
    user = alice()
    user.date_joined = timezone.now() - timedelta(days=days_old)
    user.save()
    return Person.objects.of(user)


@pytest.mark.parametrize(
    ("code", "held", "published"),
    [
        ("newcomer", [Person, lambda: somebody(days_ago=0)], [lambda: somebody(days_ago=2)]),
        ("guest", [Person, somebody], [lambda: an_account(0)]),
        ("young_account", [lambda: an_account(6)], [lambda: an_account(8), Person]),
    ],
)
def test_an_owner_lets_people_be_held_for_a_while(code, held, published):
    assert {verdict(a_draft(person=who()), code) for who in held} == {"publish"}  # off at first
    Rule.objects.create(code=code, state="on")
    assert {verdict(a_draft(person=who()), code) for who in held} == {"hold"}
    others = [*published, lambda: Person.objects.of(mona()), lambda: Person.objects.of(edda())]
    assert {verdict(a_draft(person=who()), code) for who in others} == {"publish"}
    assert ask(a_draft(person=held[0]()), code).reason.endswith("a moderator looks at it first.")
