"""Programs write for their people through the API, as readers do on the pages."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from accounts.models import Person
from comments.models import Comment
from moderation.models import AuthorWarning, Ban
from posts.foreign_pages import find_or_make
from posts.models import ForeignPage, Post, Site
from tests.blogsite.api_programs import Program
from tests.blogsite.test_api_problems import problem
from tests.cast import a_comment, a_post, mona
from tests.moderation.deciding import a_rule

HOST = "https://harbour.example"

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post()


@pytest.fixture
def program():
    return Program("write")


def test_a_program_posts_for_one_of_its_people_who_is_a_guest(program, post):
    root = a_comment(post)
    answer = program.post(root, "Well *said*.", author={"email": "wendela@mail.example"})
    assert answer.status_code == 201, answer.content
    comment = Comment.objects.get(parent=root)
    document = answer.json()
    assert (document["id"], document["status"]) == (comment.pk, "published")
    assert document["html"] == "<p>Well <em>said</em>.</p>"
    assert (comment.name, comment.email) == ("Wendela", "wendela@mail.example")
    assert comment.author.is_guest and "reader-7" not in str(vars(comment.author))
    assert "Well *said*." in Client().get(document["status_url"]).text
    assert answer["Cache-Control"] == "no-store" and not answer.cookies


@pytest.mark.one_database
def test_a_comment_is_posted_by_the_url_of_its_page(program, post):
    author = {"id": "7", "name": "Wendela"}
    sent = {"url": f"http://testserver{post.get_absolute_url()}?x=1", "author": author, "body": "A"}
    answer = program.send("comments/post/", sent, **{"Idempotency-Key": str(uuid4())})
    assert (answer.status_code, answer.json()["conversation"]) == (201, post.pk)
    for url in ("https://elsewhere.example/", "/2010/01/01/nowhere/", "javascript:1", "//[", "x"):
        headers = {"Idempotency-Key": str(uuid4())}
        answer = program.send("comments/post/", sent | {"url": url}, **headers)
        assert problem(answer, 404)["parameter"] == "url"


def test_the_first_comment_of_a_page_of_an_entered_site_makes_its_conversation(program):
    Site.objects.create(origin=HOST, name="The harbour")
    sent = {"url": f"{HOST}/winter/?utm_source=x", "title": "Winter", "body": "A"}
    sent |= {"author": {"id": "7", "name": "Wendela"}, "identifier": "w-1"}
    headers = {"Idempotency-Key": str(uuid4())}
    problem(program.send("comments/post/", sent | {"body": ""}, **headers), 400)
    assert not ForeignPage.objects.exists()
    answer = program.send("comments/post/", sent, **headers)
    assert answer.status_code == 201, answer.content
    page = ForeignPage.objects.get()
    assert (page.post_id, page.post.comment_count) == (answer.json()["conversation"], 1)
    again = sent | {"url": f"{HOST}/moved/", "body": "B", "author": {"id": "8", "name": "Rosa"}}
    answer = program.send("comments/post/", again, **{"Idempotency-Key": str(uuid4())})
    assert answer.json()["conversation"] == page.post_id
    for query in ({"url": "http://www.harbour.example/winter"}, {"url": HOST, "identifier": "w-1"}):
        answer = Client().get("/api/v1/conversations/", query).json()
        assert (answer["id"], answer["count"], answer["title"]) == (page.post_id, 2, "Winter")


def test_an_id_is_one_person_for_one_program_and_another_for_others(program, post):
    same = {"email": "wendela@mail.example"}
    posts = [post, a_post(), a_post()]
    program.post(posts[0], "One.", author=same)
    Person.objects.update(created=Comment.objects.get().created)
    answers = [
        program.post(posts[1], "Two.", author=same | {"id": "reader-8", "name": "Rosa"}),
        Program("write").post(posts[2], "Three.", author=same | {"name": "Ilse"}),
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(set(Comment.objects.values_list("author", flat=True))) == 3
    too_fast = problem(program.post(posts[1], "Four.", author=same), 429)
    assert too_fast["text"] == "Four." and "That was fast" in too_fast["detail"]


@pytest.mark.one_database
def test_a_held_comment_says_why_it_waits_and_where_to_look(program):
    answer = program.post(a_post(comment_mode="held_first"))
    assert answer.status_code == 202
    document = answer.json()
    assert document["status"] == "held" and document["reasons"]
    assert document["reasons"][0] in Client().get(document["status_url"]).text
    Comment.objects.get().approve()


def test_the_same_key_gives_the_same_comment_as_it_stands_now(program):
    held, key = a_post(comment_mode="held_first"), uuid4()
    first, again = (program.post(held, key=key) for _ in range(2))
    assert [first.status_code, again.status_code] == [202, 202]
    assert first.json() == again.json()
    Comment.objects.get().approve()
    assert program.post(held, key=key).json()["status"] == "published"
    other = problem(program.post(held, "Other words.", key=key), 409)
    assert (other["parameter"], other["text"]) == ("Idempotency-Key", "Other words.")
    assert Comment.objects.count() == 1


@pytest.mark.one_database
def test_a_key_of_somebody_else_gives_no_private_link(program):
    held, key = a_post(comment_mode="held_first"), uuid4()
    program.post(held, key=key)
    for answer in (
        program.post(held, key=key, author={"id": "somebody-else"}),
        Program("write").post(held, key=key),
    ):
        assert "status_url" not in problem(answer, 409)


@pytest.mark.django_db(transaction=True)
def test_twenty_requests_with_one_key_at_once_make_one_comment(program, post):
    key, others = uuid4(), [uuid4() for _ in range(4)]

    def send(number):
        try:
            words = "One." if number < 20 else f"And {number}."
            return program.post(post, words, key=key if number < 20 else others[number - 20])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(send, range(24)))
    same = {answer.json()["id"] for answer in answers[:20] if answer.status_code == 201}
    statuses = sorted(answer.status_code for answer in answers)
    assert set(statuses) <= {201, 429}, statuses
    assert len(same) == 1 and Comment.objects.filter(body="One.").count() == 1
    assert Person.objects.filter(user=None).count() == 1


@pytest.mark.one_database
def test_what_the_pages_refuse_is_refused_with_the_same_sentences(program, post):
    form = {"name": "Wendela", "body": "<b></b>", "key": str(uuid4())}
    page = Client().post(f"{post.get_absolute_url()}respond/", form).text
    empty = problem(program.post(post, "<b></b>"), 422)
    assert empty["detail"] in page and empty["text"] == "<b></b>"
    assert problem(program.post(post, ""), 400)["detail"] == "Please write something."
    long = problem(program.post(post, "x" * 20_000), 400)
    assert long["parameter"] == "body" and len(long["text"]) == 20_000
    reply = problem(program.post(post, author={"name": "Reply"}), 422)
    assert "a word of our own buttons" in reply["detail"]
    email = problem(program.post(post, author={"email": "no"}), 400)
    assert email["parameter"] == "author.email"
    closed = problem(program.post(a_post(comment_mode="closed")), 409)
    assert closed["detail"] == "Comments under this post are closed."
    assert not Comment.objects.exists() and not Person.objects.filter(user=None).exists()


def test_a_ban_holds_for_a_program_and_for_a_network_that_it_tells(program, post):
    comment = Comment.objects.get(pk=program.post(post).json()["id"])
    Ban.objects.impose(person=comment.author, about=comment, by=mona(), ground=a_rule())
    assert "banned" in problem(program.post(post, "Again."), 429)["detail"]
    Ban.objects.impose(network="203.0.113.0/24", by=mona(), ground=a_rule())
    banned = {"id": "8", "name": "Rosa", "ip": "203.0.113.9"}
    assert "banned" in problem(program.post(post, "Frost.", author=banned), 422)["detail"]
    assert program.post(post, "Ice.", author=banned | {"ip": "198.51.100.1"}).status_code == 201
    assert Comment.objects.get(body="Ice.").ip == "198.51.100.1"
    wrong = program.post(post, author=banned | {"ip": "203.0.113.999"})
    assert problem(wrong, 400)["parameter"] == "author.ip"


@pytest.mark.one_database
def test_one_of_a_programs_people_leaves_enough_for_the_others(program, post, settings):
    for _ in range(30):
        program.post(post, "")
    refused = program.post(post)
    assert problem(refused, 429) and int(refused["Retry-After"]) > 0
    assert program.post(post, author={"id": "8", "name": "Rosa"}).status_code == 201


def test_an_author_edits_adds_and_withdraws_and_nobody_else(program, post):
    pk = program.post(post).json()["id"]
    own, other = {"id": "reader-7"}, {"id": "reader-8"}
    for act, words in (("edit", {"body": "Ice."}), ("add", {"body": "Snow."}), ("withdraw", {})):
        path = f"comments/{pk}/{act}/"
        problem(program.send(path, {"author": other} | words), 403)
        problem(Program("write").send(path, {"author": own} | words), 403)
        problem(program.send(f"comments/{pk + 9}/{act}/", {"author": own} | words), 404)
        answer = program.send(path, {"author": own} | words)
        assert answer.status_code == 200, answer.content
        if act == "edit":
            a_comment(post, parent=Comment.objects.get(pk=pk))
            late = problem(program.send(path, {"author": own, "body": "Late."}), 409)
            assert late["text"] == "Late." and "answered" in late["detail"]
    assert answer.json()["status"] == "withdrawn"
    assert program.send(path, {"author": own}).json()["status"] == "withdrawn"
    comment = Comment.objects.get(pk=pk)
    assert (comment.body, comment.additions.get().body) == ("Ice.", "Snow.")
    over = problem(program.send(f"comments/{pk}/add/", {"author": own, "body": "More."}), 409)
    assert over["detail"] == "Your comment was withdrawn; it can no longer be changed."


def test_each_of_a_programs_people_recommends_a_comment_once(program, post):
    comment = a_comment(post)
    path = f"comments/{comment.pk}/recommend/"

    def recommend(number, wish=True):
        author = {"id": f"reader-{number}", "ip": f"203.0.{number}.1"}
        return program.send(path, {"author": author, "recommend": wish}).json()

    counts = [recommend(number)["recommendations"] for number in (1, 1, 2)]
    assert counts == [1, 1, 2]
    assert recommend(1, wish=False) == {
        "id": comment.pk,
        "recommendations": 1,
        "is_recommended": False,
    }
    own = program.post(post, "Mine.", author={"id": "reader-3"}).json()["id"]
    path = f"comments/{own}/recommend/"
    assert recommend(3)["detail"] == "This comment is your own."


def test_a_report_gives_a_receipt_and_the_same_one_again(program, post):
    comment = a_comment(post)
    path, author = f"comments/{comment.pk}/report/", {"id": "reader-7"}
    sent = {"author": author, "reason": "harassment", "note": "About a person."}
    first, again = program.send(path, sent).json(), program.send(path, sent).json()
    for receipt in (first, again):  # the URL is signed with the second of the answer
        assert receipt["reference"] == first["reference"]
        assert first["reference"] in Client().get(receipt["receipt_url"]).text
    assert comment.reports.get().contents.note == "About a person."
    illegal = problem(program.send(path, {"author": {"id": "8"}, "reason": "illegal"}), 400)
    assert illegal["parameter"] == "explanation" and len(illegal["reasons"]) > 1
    full = {"explanation": "It is forbidden.", "location": "https://x.example/", "name": "Rosa"}
    full |= {"email": "rosa@mail.example", "in_good_faith": True, "reason": "illegal"}
    assert program.send(path, {"author": {"id": "8"}} | full).status_code == 200
    problem(program.send(path, sent | {"reason": "boredom"}), 400)
    problem(program.send(f"comments/{comment.pk + 1}/report/", sent), 404)
    comment.hold()
    problem(program.send(path, sent), 404)


def test_somebody_who_was_warned_reads_it_before_they_write_again(program, post):
    comment = Comment.objects.get(pk=program.post(post).json()["id"])
    Comment.objects.update(created=comment.created - timedelta(days=2))
    AuthorWarning.objects.issue(comment, by=mona(), ground=a_rule())
    assert "left you a message" in problem(program.post(post, "Again."), 422)["detail"]
    author = {"id": "reader-7"}
    (warning,) = program.send("warnings/", {"author": author, "read": []}).json()["warnings"]
    assert warning["sentence"] == a_rule().sentence and warning["comment"] == comment.pk
    others = {"author": {"id": "reader-8"}, "read": [warning["id"]]}
    assert program.send("warnings/", others).json() == {"warnings": []}
    problem(program.post(post, "Again."), 422)
    sent = {"author": author, "read": [warning["id"]]}
    assert program.send("warnings/", sent).json() == {"warnings": []}
    assert program.post(post, "Again.").status_code == 201


BAD_BODIES = (
    *("{", "[]", "null", "1e999", "NaN", "[" * 100_000, '{"a":' * 20_000, "9" * 5_000),
    *('{"body": "\\ud800"}', '{"body": "\\u0000"}', '{"body": 1, "body": 2}', b"\xff\xfe"),
    *('{"surprise": 1}', '{"author": {"id": 1}, "body": "x"}', '{"author": null, "body": "x"}'),
    '{"conversation": 1, "author": {"id": "7", "name": "W", "x": {}}, "body": "x"}',
    '{"conversation": true, "author": {"id": "7", "name": "W"}, "body": "x"}',
    '{"conversation": 1.5, "author": {"id": "7", "name": "W"}, "body": "x"}',
    '{"conversation": 1e99, "author": {"id": "7", "name": "W"}, "body": "x"}',
    '{"conversation": 99999999999999999999, "author": {"id": "7", "name": "W"}, "body": "x"}',
    '{"author": {"id": "7", "name": "W"}, "body": "x"}',
    '{"conversation": 1, "author": {"id": "", "name": "W"}, "body": "x"}',
)


def test_a_body_that_is_not_as_described_is_a_problem_and_stores_nothing(program, post):
    for body in BAD_BODIES:
        for path in ("comments/post/", "comments/1/edit/", "comments/1/report/", "warnings/"):
            problem(program.send(path, body, **{"Idempotency-Key": str(uuid4())}), 400)
    headers = program.headers | {"Idempotency-Key": str(uuid4())}
    form = Client().post("/api/v1/comments/post/", {"body": "x"}, headers=headers)
    problem(form, 415)
    for key in ("", "1", str(uuid4()).upper(), "x" * 5_000):
        sent = {"conversation": post.pk, "author": {"id": "7", "name": "W"}, "body": "x"}
        answer = program.send("comments/post/", sent, **{"Idempotency-Key": key})
        assert problem(answer, 400)["parameter"] == "Idempotency-Key"
    problem(program.send("comments/post/", "x" * 300_000), 413)
    assert not Comment.objects.exists() and not Person.objects.filter(user=None).exists()


@pytest.mark.one_database
def test_what_is_wrong_with_a_text_is_said_with_its_limit(program, post):
    for person, name, sentence in (
        ({"id": ""}, "author.id", "“author.id” is empty."),
        ({"id": "7" * 201}, "author.id", "“author.id” has at most 200 characters."),
        ({"name": "W\x00"}, "author.name", "“author.name” has the character NUL, which cannot be"),
    ):
        refused = problem(program.post(post, author={"id": "7", "name": "W"} | person), 400)
        assert refused["parameter"] == name and refused["detail"].startswith(sentence)


def test_a_first_comment_that_is_refused_leaves_no_page_of_a_site(program):
    Site.objects.create(origin=HOST)
    author = {"id": "7", "name": "Wendela"}
    answer = program.send(
        "comments/post/",
        {"url": f"{HOST}/winter/", "author": author, "body": "One."},
        **{"Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code == 201, answer.content
    Person.objects.update(created=Comment.objects.get().created)
    sent = {"url": f"{HOST}/summer/", "author": author, "body": "Two."}
    refused = program.send("comments/post/", sent, **{"Idempotency-Key": str(uuid4())})
    assert problem(refused, 429)["text"] == "Two."
    assert [page.url for page in ForeignPage.objects.all()] == [f"{HOST}/winter/"]
    assert Post.objects.filter(place=Post.Place.ELSEWHERE).count() == 1


@pytest.mark.one_database
def test_a_refused_comment_deletes_no_page_that_an_owner_has_hidden(program):
    Site.objects.create(origin=HOST)
    hidden = find_or_make(f"{HOST}/hidden/")
    hidden.status = Post.Status.DRAFT
    hidden.save()
    sent = {"url": f"{HOST}/hidden/", "author": {"id": "7", "name": "Rosa"}, "body": "One."}
    problem(program.send("comments/post/", sent, **{"Idempotency-Key": str(uuid4())}), 404)
    form = {"name": "Rosa", "body": "One.", "key": str(uuid4())}
    Client(headers={"Origin": "http://testserver"}).post(
        "/embed/respond/", form, query_params={"url": sent["url"]}
    )
    assert ForeignPage.objects.get().post_id == hidden.pk


@pytest.mark.one_database
def test_a_refused_comment_gives_a_known_page_no_identifier(program):
    Site.objects.create(origin=HOST)
    known = find_or_make(f"{HOST}/winter/")
    sent = {"url": f"{HOST}/winter/", "author": {"id": "7", "name": "Rosa"}, "body": "One."}
    for identifier, body, status in (("evil", "", 400), ("note-1", "One.", 201)):
        key = {"Idempotency-Key": str(uuid4())}
        changes = {"identifier": identifier, "body": body}
        assert program.send("comments/post/", sent | changes, **key).status_code == status
    assert ForeignPage.objects.get(post=known).identifier == "note-1"
