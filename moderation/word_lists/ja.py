"""Japanese."""

from moderation.word_lists.word_list import WordList

WORDS = WordList(
    unmistakable="管理人, 管理者, モデレーター, 管理員",
    titles="編集部, 編集長, 編集者, 運営, 運営者, 事務局, スタッフ, 編集スタッフ",
    marks="スタッフ, 編集部, 筆者, 投稿者",
    guest="ゲスト",
    nobody="だれか, 誰か, 元読者",
    labels=(
        "返信, 返信する, 通報, 通報する, 報告, コメントする, プレビュー, 送信, 送信する, "
        "編集, 編集する, 削除, 削除する, キャンセル, ログイン, ログアウト"
    ),
    mistakes=(
        "誤字, 脱字, 誤植, 誤記, 誤報, 誤りがあ, 間違いがあ, 間違っています, 間違いでは, "
        "訂正, 事実と異な, 事実誤認, の誤り, の間違い, が正しい"
    ),
    is_unspaced=True,
)
