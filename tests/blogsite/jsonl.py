"""A blog that has a row of every kind, for tests of JSON Lines, and what they do with a file."""

import json
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from accounts.models import Person
from blogsite.models import Mention
from comments.models import Comment, Finding, Recommendation, RefusalCount
from comments.models.circumstance import Circumstance
from comments.rules import screening_rules
from moderation.models import (
    Action,
    Appeal,
    Batch,
    Decision,
    HouseRuleProposal,
    Note,
    Restriction,
    Rule,
    RuleText,
    ScreeningList,
)
from moderation.models.house_rule import HouseRule
from posts.foreign_pages import find_or_make
from posts.models import (
    Biography,
    Blog,
    Image,
    MenuEntry,
    OldAddress,
    Post,
    Revision,
    Site,
    Tag,
)
from tests.cast import a_comment, a_conversation, a_post, account, alice, an_owner, bob, edda, mona
from tests.moderation.deciding import a_comment_that_is, a_report, a_rule, decide
from tests.posts.pictures import painted

NOTICE = {
    "explanation": "It names my child.",
    "location": "https://blog.example/2026/11/29/frost/",
    "name": "Nora Notice",
    "in_good_faith": True,
}


def fill():
    """Fill the blog with a row of every kind that is exported."""
    blog = Blog.objects.current()
    blog.name, blog.about, blog.time_zone = "The Frost Paper", "On cold days.", "Europe/Oslo"
    blog.save()
    image = Image.objects.store(painted(size=(420, 250)), alt="A frozen pond", by=edda())
    fill_look(blog)
    post = a_post(body=f'<p>Cold <em>again</em>.</p><img src="{image.source}" alt="Ice">')
    post.lead_image, post.social_description = image, "Cold & told"
    post.is_sticky = True
    post.save()
    frost, _ = post.tag(["Frost", "Night shift"])
    frost.parent, frost.description = Tag.objects.named(["Weather"])[0], "Below zero."
    frost.save()
    Revision.objects.record(post, by=edda())
    OldAddress.objects.add("/frost.html", post)
    draft = Post(title="Not yet", slug="not-yet", author=edda())
    draft.write("<p>Later.</p>")
    draft.save()
    about = Post(title="About us", place=Post.Place.PAGE, author=edda())
    about.write("<p>Who we are.</p>")
    about.publish()
    MenuEntry.objects.create(page=about, area="footer", label="Who we are")
    MenuEntry.objects.create(url="/archive/", label="Archive")
    Blog.objects.filter(pk=1).update(about_page=about)
    fill_page_elsewhere()
    fill_conversation(post)
    fill_desk(post)


def fill_page_elsewhere():
    site = Site.objects.create(origin="https://harbour.example")
    url = "https://www.harbour.example/2014/note/?utm_source=x"
    a_comment(find_or_make(url, "note-1", "A note"), "Seen there.")
    find_or_make("https://harbour.example/about.html")
    site.delete()  # which pages show conversations is not exported


def fill_look(blog):
    logo = Image.objects.store(painted("PNG", (300, 100), "RGBA"), is_decorative=True, by=edda())
    blog.logo, blog.logo_says_name, blog.social_picture = logo, True, Image.objects.first()
    blog.tagline, blog.footer, blog.accent = "Cold, daily.", "© The Frost Paper", "#1f5f5b"
    blog.save()
    Biography.objects.create(author=edda(), text="Edda counts ice days.", picture=logo)


def fill_conversation(post):
    roots = [a_comment_that_is(status, post) for status in Comment.Status]
    traces = {"ip": "203.0.113.7", "email": "al@ice.example", "website": "https://al.example/"}
    first = a_comment(post, "I **agree**.", by=alice(), **traces)
    reply = a_comment(post, "Me too.", by=Person.objects.create(), name="A guest", parent=first)
    a_comment(post, "No.", by=bob(), parent=reply)
    a_conversation(post, [None, 0, 1, 0])
    other = a_comment(post, "It was warmer.", by=bob())
    other.edit("It was warmer last year.")
    other.add("In the south, that is.")
    other.pin()
    other.pick()
    first.close_branch()
    Mention.objects.create(key="0" * 64, comment=reply, source="https://ice.example/answer")
    roots[0].erase()
    Recommendation.objects.give(first, Person.objects.of(bob()))
    Recommendation.objects.give(first, Person.objects.create(), network="203.0.113.0/24")
    guest = Person.objects.create()
    Person.objects.of(alice()).join(guest)
    conditions = {"was_first": True, "was_newcomer": True, "by_staff": False, "rules": {"links": 3}}
    settings = {"comment_mode": "open", "commenters": "everybody", "holds_first_comments": False}
    circumstance = Circumstance.objects.matching(Circumstance.of(**conditions, **settings))
    Comment.objects.filter(pk=other.pk).update(circumstance=circumstance)
    Finding.objects.create(comment=other, rule="links", verdict="hold", evidence="http://x.example")
    RefusalCount.objects.create(day=timezone.now().date(), rule="links", count=3)


def fill_desk(post):
    bad = a_comment(post, "You fool.", by=account("fritz"))
    a_report(bad, "rosa", "harassment", note="Read it.", email="rosa@soundoff.example")
    a_report(bad, "nora", "illegal", email="nora@soundoff.example", legal_notice=NOTICE)
    removal = decide(Action.REMOVE, bad, by=mona(), ground=a_rule())
    Appeal.objects.file(removal, "It was a joke.")
    warned = a_comment(post, "You too.", by=account("fritz"))
    decide(Action.WARN, warned, by=mona(), ground=a_rule())
    decide(Action.BAN, warned, by=mona(), ground="§ 1")
    decide(Action.HOLD, warned, by=mona()).undo(by=mona())
    person = Person.objects.of(account("gerda"))
    until = timezone.now() + timedelta(days=3)
    Restriction.objects.impose(Action.LIMIT_REPORTS, person, until=until, by=mona())
    Note.objects.write("Watch this one.", by=mona(), person=person)
    Batch.objects.create(action="let_stand", by=mona(), status=Batch.Status.DECIDED)
    rule = HouseRule.objects.get(code="spam")
    rule.amend(title="No adverts", text="None at all.", sentence="It is one.", by=an_owner())
    texts = {"title": "No spam", "text": "None.", "sentence": "Spam."}
    HouseRuleProposal.objects.create(based_on=rule.current, by=mona(), **texts)
    phrases = ScreeningList.objects.start(
        "phrases", "Pills", house_rule=rule, sentence="We sell none.", by=an_owner()
    )
    phrases.add({"cheap pills": "Cheap pills"}, "hold", by=an_owner())
    links = next(rule for rule in screening_rules() if rule.options)
    options = {name: option.default + 1 for name, option in links.options.items()}
    text = RuleText.objects.store(
        links.code, house_rule=rule, sentence="No links, please.", by=an_owner()
    )
    Rule.objects.change(links, state="shadow", options=options | {"text": text.pk}, by=an_owner())
    assert Decision.objects.exists()


def records_of(path) -> list[dict]:
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


def write(path, records, *, blog="tag:elsewhere.example,2020-01-01:blog", **head):
    """Write records as a file, with its first and its last line."""
    first = {"format": "soundoff-jsonl", "version": 1, "blog": blog, "personal_data": True} | head
    last = {"kind": "end", "records": len(records)}
    lines = [json.dumps(record) for record in [first, *records, last]]
    path.write_text("\n".join([*lines, ""]))
    return path


MOMENT = "2026-11-01T08:00:00Z"


def small_blog(*comments, **changes) -> list[dict]:
    """Return the records of a blog with one post, by one author, and these comments."""
    post = {
        "kind": "post",
        "id": 7,
        "status": "published",
        "title": "From afar",
        "slug": "from-afar",
        "author": 3,
        "published_at": MOMENT,
        "first_shown": MOMENT,
        "date": "2026-11-01",
        "body": "<p>Hello.</p>",
        "last_number": 9,
    }
    people = [
        {"kind": "account", "id": 3, "username": "ada", "display_name": "Ada"},
        {"kind": "person", "id": 1, "account": 3},
        {"kind": "person", "id": 2},
    ]
    return [*people, post | changes, *comments]


def a_record(pk, body="Well said.", **changes) -> dict:
    """Return the record of a comment of the small blog."""
    fields = {"post": 7, "author": 2, "name": "Guest", "body": body, "created": MOMENT}
    state = {"status": "published", "published_at": MOMENT, "status_since": MOMENT}
    return {"kind": "comment", "id": pk, **fields, **state} | changes
