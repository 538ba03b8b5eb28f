"""The head of a conversation: a pinned comment, or a question from the editors."""

import re

import pytest

from comments.models import Comment, InvalidTransition
from moderation.models import Decision
from tests.cast import NEWER, a_comment, a_post, edda, mona
from tests.moderation.deciding import a_rule

pytestmark = pytest.mark.django_db

HEAD = "Pinned by the editors"


def editorial(comment, action, client):
    client.force_login(edda())
    answer = client.post(f"/comments/{comment.pk}/editorial/", {"action": action})
    client.logout()
    return answer


def head(client, post, query=""):
    """Return the head of a conversation as readers get it, "" for none."""
    page = client.get(f"{post.get_absolute_url()}?v={NEWER}{query}").text
    match = re.search(r'<section class="conversation-head".*?</section>', page, re.DOTALL)
    return match[0] if match else ""


def test_a_pinned_comment_is_at_the_head_and_stays_in_its_place(client):
    post = a_post()
    first, second = a_comment(post, "Frost keeps."), a_comment(post, "Salt helps.", by=edda())
    assert head(client, post) == ""
    answer = editorial(first, "pin", client)
    page = client.get(answer["Location"]).text
    assert HEAD in page and page.count("<p>Frost keeps.</p>") == 2
    assert page.count(f'id="comment-{first.pk}"') == 1
    for query in ("", "&sort=newest", "&view=whole"):
        assert "Frost keeps." in head(client, post, query)
    assert client.get(f"/comments/{first.pk}/")["Location"].endswith(f"#comment-{first.pk}")
    assert editorial(first, "pin", client).status_code == 409
    editorial(second, "pin", client)
    assert "Salt helps." in head(client, post) and "Author" in head(client, post)
    editorial(second, "unpin", client)
    assert head(client, post) == ""
    acts = Decision.objects.order_by("pk").values_list("action", "comment")
    assert list(acts) == [
        *(("pin", first.pk), ("unpin", first.pk)),
        *(("pin", second.pk), ("unpin", second.pk)),
    ]


def test_a_pinned_comment_that_is_removed_leaves_the_head(client):
    post = a_post()
    comment = a_comment(post, "Frost keeps.")
    editorial(comment, "pin", client)
    removal = Decision.objects.take("remove", comment, by=mona(), ground=a_rule())
    assert head(client, post) == "" and "Frost keeps." not in client.get(comment.post.path).text
    removal.undo(by=mona())
    assert "Frost keeps." in head(client, post)
    Decision.objects.get(action="pin").undo(by=edda())
    assert head(client, post) == ""
    held = a_comment(post, status=Comment.Status.HELD)
    with pytest.raises(InvalidTransition):
        held.pin()


def test_a_question_of_the_editors_is_at_the_head_instead(client):
    post = a_post()
    editorial(a_comment(post, "Frost keeps."), "pin", client)
    client.force_login(edda())
    url = f"/admin/posts/post/{post.pk}/change/"
    form = client.get(url).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    fields = {name: value for name, value in values.items() if value not in (None, False)}
    question = "Who <b>lost</b> dahlias?"
    assert client.post(url, fields | {"question": question, "_save": "1"}).status_code == 302
    box = head(client, post)
    assert "Who &lt;b&gt;lost&lt;/b&gt; dahlias?" in box and "Frost keeps." not in box
    assert "A question from the editors" in box and "Answer</a>" in box
