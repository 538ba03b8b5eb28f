"""A soft claim: who is looking at an item, for three minutes, in nobody's way."""

import pytest
from django.core.cache import cache

from moderation.claims import Claim
from tests.cast import milo, mona

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_claims():
    cache.clear()


def test_the_first_to_look_holds_the_claim_and_others_see_it():
    Claim.take(7, mona())
    assert Claim.take(7, milo()).name == "Mona"
    assert Claim.on(7).user_id == mona().pk and Claim.on(8) is None


def test_a_claim_is_prolonged_and_given_up_by_its_holder_alone():
    first = Claim.take(7, mona())
    Claim.release(7, milo())
    assert Claim.take(7, mona()) == first
    Claim.release(7, mona())
    assert Claim.take(7, milo()).name == "Milo"


def test_a_page_of_items_knows_its_claims_at_once():
    Claim.take(7, mona())
    Claim.take(9, milo())
    assert {pk: claim.name for pk, claim in Claim.among([7, 8, 9]).items()} == {
        7: "Mona",
        9: "Milo",
    }
