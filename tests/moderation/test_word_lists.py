"""Words that rules read: each language of a catalogue has its own."""

import pytest

from accounts.catalogues.known import LANGUAGES
from blogsite.account.names import account_name
from moderation.notifying.sheet import correction_words
from moderation.screening.names import problem_of_imitation, problem_of_label
from moderation.screening.site import Site
from moderation.word_lists.word_list import WORD_LISTS, split
from posts.models import Blog

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ANYBODY = {
    "en": "Frank Staff, Edith Moderow, Grace Reply",
    "de": "Martin Redakter, Anna Senden-Meier, Max Gastmann",
    "fr": "Aimée Rédon, Jean Modère, Guy Invitéa",
    "es": "Modesto Redondo, Édgar Editez, Inés",
    "pt-br": "Moacir Redator Silva Pinto, Equipedro, João",
    "it": "Redento Rossi, Ospitaliero, Invia Bianchi",
    "nl": "Redmer de Vries, Gastón, Jan van Beheer",
    "pl": "Redosław Nowak, Gościwit, Łucja",
    "tr": "Ekipcan Demir, Yöneten Kaya, Silan",
    "uk": "Редько Іван, Гостомисл, Олена Авторенко",
    "ja": "田中さくら, 編沢一郎, 返町花子",
    "zh-hans": "王小明, 编者李, 回小燕",
    "ar": "مشرف الدين, محمد ضيف الله, نور",
}


@pytest.fixture(params=LANGUAGES)
def language(request):
    Blog.objects.update(language=request.param)
    Blog.objects.current()
    return request.param


def is_free(name):
    return not (problem_of_label(name) or problem_of_imitation(name, Site()))


def test_titles_marks_and_labels_of_the_blogs_language_are_no_names(language):
    words = WORD_LISTS[language]
    for title in (*split(words.unmistakable), *split(words.titles)):
        assert not is_free(title), title
    for mark in split(words.marks):
        assert not is_free(f"Ana ({mark})") and not is_free(f"Ana · {mark}"), mark
    for label in (*split(words.labels), *split(words.nobody)):
        assert problem_of_label(label), label
    for guest in split(words.guest):
        assert problem_of_label(f"{guest} 12") and not problem_of_label(f"Ana {guest}x"), guest


def test_names_of_people_who_speak_it_are_free(language):
    assert [name for name in split(ANYBODY[language]) if not is_free(name)] == []


def test_readers_name_mistakes_in_the_blogs_language(language):
    words = split(WORD_LISTS[language].mistakes)
    assert len(words) >= 10
    finds = correction_words().search
    assert [word for word in words if not finds(f"Im 3. Absatz: {word.capitalize()}, 7.")] == []
    assert not finds("https://blog.example/ 42, Ana.")


def test_labels_of_other_languages_are_names_where_nobody_reads_them():
    for name in ("Sil", "Sair", "Entrar"):
        assert is_free(name) and account_name(name) == name
    assert problem_of_label("Reply")
    Blog.objects.update(language="tr")
    Blog.objects.current()
    assert problem_of_label("Sil") and problem_of_label("Reply") and is_free("Sair")


def test_words_without_blanks_are_found_in_the_middle_of_a_text():
    Blog.objects.update(language="ja")
    assert correction_words().search("三段落目に誤字があります。")
    Blog.objects.update(language="en")
    assert not correction_words().search("A mistakenly long word: typography.")
