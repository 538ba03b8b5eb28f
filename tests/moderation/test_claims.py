"""Claims show for three minutes who is looking at an item; they lock nobody out."""

import pytest
from django.core.cache import cache

from moderation.claims import Claim
from tests.cast import milo, mona

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_claims():
    cache.clear()


def test_the_first_moderator_holds_the_claim_and_others_see_it():
    Claim.take(7, mona())
    assert Claim.take(7, milo()).name == "Mona"
    assert Claim.on(7).user_id == mona().pk and Claim.on(8) is None


def test_only_its_holder_can_extend_or_release_a_claim():
    first = Claim.take(7, mona())
    Claim.release(7, milo())
    assert Claim.take(7, mona()) == first
    Claim.release(7, mona())
    assert Claim.take(7, milo()).name == "Milo"


def test_the_claims_of_a_page_are_read_in_one_query():
    Claim.take(7, mona())
    Claim.take(9, milo())
    assert {pk: claim.name for pk, claim in Claim.among([7, 8, 9]).items()} == {
        7: "Mona",
        9: "Milo",
    }
