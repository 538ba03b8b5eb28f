"""Titles of staff in languages without a catalogue; some readers write in them."""

UNSPACED = "관리자, 운영자, ผู้ดูแล, แอดมิน"
UNMISTAKABLE = (
    "moderaattori, админ, админы, администратор, модер, модеры, модератор, модераторы, "
    "διαχειριστής, συντονιστής, मॉडरेटर"
)
TITLES = (
    "redakce, redaktionen, redaktør, redaksjonen, redaktör, toimitus, ylläpito, szerkesztő, "
    "redaksi, редакция, редактор, модерация, администрация, συντάκτης, 編輯, 小編, 站長, "
    "편집자, מנהל, מנהלת, עורך, העורך, המערכת, संपादक, व्यवस्थापक, บรรณาธิการ, ban biên tập, "
    "quản trị viên"
)
TITLE_PARTS = "главный, сайта"
SMALL_WORDS = "las"
