"""Text that an author erases is also erased from the moderators' rows."""

import pytest

from moderation.models import Note, Report, ReportContents
from tests.cast import a_comment, a_post, bob, mona
from tests.moderation.deciding import a_report

pytestmark = pytest.mark.django_db

HERS = "My secret garden."


def test_erased_text_is_gone_from_reports_notes_and_the_card(client):
    comment = a_comment(a_post(), HERS)
    report = a_report(comment, note=f"She wrote: {HERS}", email="rosa@mail.example")
    other = a_report(a_comment(comment.post, "Other words."), "rolf", note="Look.")
    Note.objects.write(f"Again: {HERS}", by=mona(), comment=comment)
    Note.objects.write("Be kind to her.", by=mona(), person=comment.author)
    comment.erase()
    assert not ReportContents.objects.filter(words__contains="secret").exists()
    assert [note.text for note in Note.objects.about(comment)] == ["Be kind to her."]
    contents = Report.objects.get(pk=report.pk).contents
    assert (contents.note, contents.email) == ("", "rosa@mail.example")  # who is still answered
    assert Report.objects.get(pk=other.pk).contents.note == "Look."
    client.force_login(mona())
    card = client.get(f"/admin/moderation/reportedcomment/{comment.pk}/change/").content.decode()
    assert "secret" not in card and "The text was different" not in card


def test_notes_about_a_person_are_erased_with_their_last_comment():
    first, last = a_comment(a_post()), a_comment(a_post(), "Other words.")
    Note.objects.write("Be kind to her.", by=mona(), person=first.author)
    other = a_comment(a_post(), by=bob())
    Note.objects.write("He means well.", by=mona(), person=other.author)
    first.erase()
    assert [note.text for note in Note.objects.about(first)] == ["Be kind to her."]
    last.erase()
    assert list(Note.objects.about(first)) == []
    assert [note.text for note in Note.objects.about(other)] == ["He means well."]
