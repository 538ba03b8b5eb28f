"""Simplified Chinese."""

from moderation.word_lists.word_list import WordList

WORDS = WordList(
    unmistakable="管理员, 版主, 管理員",
    titles="编辑, 小编, 站长, 编辑部, 主编, 总编, 编辑团队, 工作人员, 官方",
    marks="工作人员, 编辑部, 作者",
    guest="访客, 游客",
    nobody="某人, 前读者",
    labels=(
        "回复, 举报, 报告, 评论, 发表评论, 推荐, 预览, 发送, 提交, 补充, 编辑, 修改, 删除, "
        "取消, 保存, 显示, 收起, 注册, 登录, 登陆, 退出, 注销"
    ),
    mistakes=(
        "错别字, 错字, 笔误, 打错, 写错, 有误, 更正, 勘误, 纠正, 不准确, 不属实, "
        "与事实不符, 应该是, 应为"
    ),
    is_unspaced=True,
)
