"""Offices of a house, in the languages of those who write under it: only its staff bears them."""

import re

from comments.marks import AUTHOR, STAFF
from moderation.screening.imitation import bare_silhouette, is_letter, unpadded, words

# What may stand before and between: "The Editor", "team of Soundoff", "la rédaction".
# Les, Del and Das are people.
SMALL = frozenset(
    words("the our your of in at for and der die la le el los las il lo de du do da en")
)
# "Soundoff's team", "l'équipe"; other single letters are initials.
ELIDED = re.compile(r"['’ʼ]s\b|\bl['’ʼ]", re.IGNORECASE)
# M. O. D., and no office of more letters.
INITIALS = re.compile(r"[A-Z]\. [A-Z]\. [A-Z]\.")
# Ad-Min Lee: a given name of two.
DOUBLE_NAME = re.compile("(?<=[a-z])-(?=[A-Z])")


def _spoken(name):
    return [word for word in words(ELIDED.sub(" ", name)) if word not in SMALL]


def _titles(*lists):
    """Read titles with commas between them; each is known by its words, without the small ones."""
    return frozenset(" ".join(_spoken(title)) for titles in lists for title in titles.split(","))


# Where no blanks stand between words, looked for within a longer one, too.
UNSPACED = _titles(
    "管理员, 管理員, 版主, 管理人, 管理者, モデレーター, 관리자, 운영자, ผู้ดูแล, แอดมิน",
)

# Refused beside a name, too ("Wendela, moderator"). Admin is a Bosnian first name, but nothing
# tells Admin Hodžić from Admin Bob.
UNMISTAKABLE = UNSPACED | _titles(
    "moderator, moderators, admin, admins, administrator, administrators, webmaster, sysadmin",
    "moderatorin, moderatoren, administratorin, moderador, moderadora, moderadores, administrador",
    "administradora, modérateur, modératrice, modérateurs, administrateur, administratrice",
    "moderatore, moderatrice, amministratore, amministratrice, moderatör, moderaattori",
    "админ, админы, администратор, модер, модеры, модератор, модераторы, адміністратор",
    "διαχειριστής, συντονιστής, ادمن, أدمن, मॉडरेटर",
)

# As a whole name, or beside the house's: Frank Staff and Ingrid Mod are people, and "مشرف" is a
# name of some.
TITLES = UNMISTAKABLE | _titles(
    "staff, team, editor, editors, editorial, newsroom, official, support, mod, mods, moderation",
    "administration, publisher, owner, das Team",
    "Redaktion, das Redaktionsteam, Redakteur, Redakteurin, Chefredakteur, Chefredakteurin",
    "Chefredaktion, redactie, redacteur, hoofdredactie, beheerder",
    "rédaction, rédacteur, rédactrice, équipe",
    "redacción, redactor, redactora, editora, editores, redação, equipe, equipo, redazione",
    "redattore, redattrice, redakcja, redaktor, redaktorka, redakce, redaktionen, redaktør",
    "redaksjonen, redaktör, toimitus, ylläpito, szerkesztő, yönetici, editör, redaksi",
    "редакция, редактор, редакція, модерация, администрация, συντάκτης",
    "编辑, 編輯, 小编, 小編, 站长, 站長, 编辑部, 編集部, 編集長, 運営, スタッフ, 편집자",
    "مشرف, المشرف, مدير, المدير, الإدارة, محرر, المحرر, التحرير, מנהל, מנהלת, עורך, העורך, המערכת",
    "संपादक, व्यवस्थापक, บรรณาธิการ, ban biên tập, quản trị viên",
)

# No office alone, but of one: "Deputy Editor", "Editorial Board".
BESIDE = _titles(
    "chief, head, senior, deputy, managing, assistant, general, board, office, desk, department",
    "site, website, blog, news, community, forum, comment, comments, content, chef, главный",
    "сайта, الموقع",
)

# Run together: "SiteAdmin", "TheModerator", "EditorialTeam".
BEFORE = ("", *words("the our your site web super head chief editorial"))
UNMISTAKABLE_TOGETHER = {before + title for before in BEFORE for title in UNMISTAKABLE}
TOGETHER = {before + title.replace(" ", "") for before in BEFORE for title in TITLES}


# Of the site's own marks beside a name, as it writes them: "Ana (Staff)", "Ana · Author".
MARKS = frozenset(bare_silhouette(mark) for mark in (STAFF, AUTHOR))
BREAKS = re.compile(r"[^\w\s'’.-]+|\s[-.]+\s")


def wears_mark(name: str) -> bool:
    """Return whether a name is a mark, or ends or begins with one that is set apart."""
    parts = [bare_silhouette(part) for part in BREAKS.split(name) if part.strip()]
    return bool(parts) and bool(MARKS & {parts[0], parts[-1]})


def claims_office(name: str, house: str) -> bool:
    """Whether a name is an office, that of the house, or both ("Soundoff Staff"), or has in it
    what nobody is called.
    """
    if INITIALS.fullmatch(name):
        return False
    within, house = frozenset(_spoken(house)), bare_silhouette(house)
    readings = _readings(name)
    if any(_is_office(_spoken(reading), within) for reading in readings):
        return True
    seen = {bare_silhouette(reading) for reading in readings}
    if len(name.split()) == 1 and any(_is_run_together(word, house) for word in seen):
        return True
    return bool(house) and house in seen


def _readings(name):
    # "Editor-in-chief" is three words, "ad.min" one, and the Н of АДМИН is drawn like another.
    parted = DOUBLE_NAME.sub(" ", name)
    unmarked = "".join(letter for letter in parted if letter.isspace() or is_letter(letter))
    return set().union(*(unpadded(way) | unpadded(way.casefold()) for way in (name, unmarked)))


def _is_office(said, house):
    # What the house is called, an office, nothing else: any two of these are enough.
    of_house = bool(house) and house.issubset(said)
    rest = [word for word in said if not of_house or word not in house]
    if any(word in UNMISTAKABLE_TOGETHER or _has_unspaced(word) for word in rest):
        return True
    has_office = any(word in TITLES for word in rest)
    has_no_more = all(word in TITLES or word in BESIDE for word in rest)
    return has_office + has_no_more + of_house >= 2 or " ".join(rest) in TITLES


def _has_unspaced(word):
    return any(title in word for title in UNSPACED)


def _is_run_together(word, house):
    rest = word.replace(house, "")
    return word in TOGETHER or rest in TOGETHER or (rest != word and rest in BEFORE)
