"""House rules are stored in versions: amended, never overwritten."""

import pytest
from django.db import IntegrityError, transaction

from blogsite.pagecache.store import pages
from moderation.models import HouseRule, HouseRuleVersion, Reason
from posts.models import Blog
from tests.cast import a_post, mona
from tests.moderation.deciding import a_rule

pytestmark = pytest.mark.django_db

WORDS = {"title": "Be kind", "text": "To everybody.", "sentence": "It was unkind."}


def test_a_blog_begins_with_a_rule_for_every_reason_but_the_last():
    codes = {version.rule.code for version in HouseRuleVersion.objects.in_force()}
    assert codes == set(Reason.values) - {"other"}


def test_every_house_rule_has_a_sentence_for_the_author():
    for version in HouseRuleVersion.objects.in_force():
        assert version.sentence.endswith(".") and version.text and version.number == 1


def test_an_amended_rule_has_a_new_and_an_old_version():
    first = a_rule("hate")
    second = first.rule.amend(**WORDS, by=mona())
    assert (second.number, second.by) == (2, mona())
    assert second.in_force_since > first.in_force_since
    assert a_rule("hate") == second
    first.refresh_from_db()
    assert first.title == "Nobody is less for what they are"


def test_an_unchanged_house_rule_makes_no_new_version():
    rule = a_rule("hate").rule
    rule.amend(**WORDS)
    rule.amend(**WORDS)
    assert rule.versions.count() == 2


def test_a_retired_house_rule_is_no_longer_a_ground():
    rule = a_rule("hate").rule
    rule.retired = True
    rule.save()
    with pytest.raises(HouseRuleVersion.DoesNotExist):
        HouseRule.objects.version("hate")


def test_the_house_rule_against_spam_is_never_retired():
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseRule.objects.filter(code="spam").update(retired=True)
    assert a_rule("spam")


def test_amending_makes_a_new_version_of_the_blog():
    before = Blog.objects.current().version
    a_rule("hate").rule.amend(**WORDS)
    assert Blog.objects.current().version > before


def test_the_house_rules_in_force_are_read_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [v.rule.code for v in HouseRuleVersion.objects.in_force()][0] == "spam"


def test_the_house_rules_are_shown_beside_the_comment_form(client):
    rule = a_rule("hate").rule
    post = a_post()
    for path in (post.get_absolute_url(), f"{post.get_absolute_url()}respond/"):
        page = client.get(path).content.decode()
        assert all(v.title in page for v in HouseRuleVersion.objects.in_force())
    rule.retired = True
    rule.save()
    pages.clear()
    assert a_rule("spam").title in (page := client.get(post.get_absolute_url()).content.decode())
    assert rule.current.title not in page


def test_a_retired_or_moved_rule_makes_a_new_version_of_the_blog():
    before, rule = Blog.objects.current().version, a_rule("hate").rule
    rule.position = 1
    rule.save()
    assert Blog.objects.current().version > before
