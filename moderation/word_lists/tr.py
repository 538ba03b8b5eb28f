"""Turkish."""

from moderation.word_lists.word_list import WordList

WORDS = WordList(
    unmistakable="moderatör, moderatörler",
    titles=(
        "yönetici, yöneticiler, editör, editörler, yazı işleri, yayın kurulu, "
        "genel yayın yönetmeni, yayın yönetmeni, redaksiyon, yayıncı, site sahibi, ekip"
    ),
    marks="Ekip, Yazar",
    guest="Misafir, Konuk, Ziyaretçi",
    nobody="Birisi, Eski okur",
    labels=(
        "Yanıtla, Cevapla, Bildir, Şikâyet et, Şikayet et, Yorum yap, Yorum yaz, Önizleme, Gönder, "
        "Düzenle, Sil, İptal, Vazgeç, Giriş yap, Oturum aç, Çıkış yap, Oturumu kapat"
    ),
    mistakes=(
        "düzeltme, tekzip, yazım hatası, yazım yanlışı, imla hatası, dizgi hatası, "
        "maddi hata, bilgi hatası, yanlış bilgi, hatalı bilgi, yanlış yazılmış, "
        "hatalı yazılmış, doğrusu, olmalıydı, olması gerekir"
    ),
    title_parts="baş, genel, sorumlu",
)
