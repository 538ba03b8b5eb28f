"""Offices of a house, in the languages of those who write under it: only its staff bears them."""

from moderation.imitation import bare_silhouette, words

# What may stand before and between: "The Editor", "Soundoff's team", "la rédaction".
SMALL = frozenset(
    words("the our your of in at for and s l der die das la le les el los las il lo de du del da")
)


def _spoken(name):
    return [word for word in words(name) if word not in SMALL]


def _titles(*lists):
    """Read titles with commas between them; each is known by its words, without the small ones."""
    return frozenset(" ".join(_spoken(title)) for titles in lists for title in titles.split(","))


# Nobody is called so: refused beside a name, too ("Wendela, moderator").
UNMISTAKABLE = _titles(
    "moderator, moderators, admin, admins, administrator, administrators, webmaster, sysadmin",
    "moderatorin, moderatoren, administratorin, moderador, moderadora, moderadores, administrador",
    "administradora, modérateur, modératrice, modérateurs, administrateur, administratrice",
    "moderatore, moderatrice, amministratore, amministratrice, moderatör, moderaattori",
    "админ, админы, администратор, модератор, модераторы, адміністратор, διαχειριστής, συντονιστής",
    "管理员, 管理員, 版主, 管理人, 管理者, モデレーター, 관리자, 운영자, ผู้ดูแล, मॉडरेटर",
)

# As a whole name alone: Frank Staff and Ingrid Mod are people, and "مشرف" is a name of some.
TITLES = UNMISTAKABLE | _titles(
    "staff, team, editor, editors, editorial, editorial team, editorial staff, editor chief",
    "chief editor, managing editor, editorial office, newsroom, official, support, mod, mods",
    "mod team, moderation, moderation team, administration, publisher, owner, site owner",
    "Redaktion, Redakteur, Redakteurin, Chefredakteur, Chefredakteurin, Chefredaktion, redactie",
    "redacteur, hoofdredactie, beheerder, rédaction, rédacteur, rédactrice, rédacteur chef, équipe",
    "redacción, redactor, redactora, editora, editores, redação, equipe, equipo, redazione",
    "redattore, redattrice, redakcja, redaktor, redaktorka, redakce, redaktionen, redaktør",
    "redaksjonen, redaktör, toimitus, ylläpito, szerkesztő, yönetici, editör, redaksi",
    "редакция, редактор, главный редактор, редакція, модерация, администрация, мод, συντάκτης",
    "编辑, 編輯, 小编, 小編, 站长, 站長, 编辑部, 編集部, 編集長, 運営, スタッフ, 편집자",
    "مشرف, المشرف, مدير, المدير, الإدارة, محرر, المحرر, التحرير, מנהל, מנהלת, עורך, העורך, המערכת",
    "संपादक, व्यवस्थापक, บรรณาธิการ, ban biên tập, quản trị viên",
)


def claims_office(name: str, house: str) -> bool:
    """Whether a name is an office, that of the house, or both ("Soundoff Staff"), or has in it
    what nobody is called.
    """
    within = " ".join(_spoken(house))
    unmarked = "".join(letter for letter in name if letter.isalnum() or letter.isspace())
    # "Editor-in-chief" is three words, "ad.min" one, and the Н of АДМИН is drawn like another.
    for reading in (name, unmarked, name.casefold()):
        said = _spoken(reading)
        rest = " ".join(said).replace(within, "").strip()
        if rest in TITLES or not UNMISTAKABLE.isdisjoint(said):
            return True
    return bare_silhouette(name) == bare_silhouette(house)
