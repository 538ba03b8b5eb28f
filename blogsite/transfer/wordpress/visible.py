"""What readers could see of an export, so that the report names what they may miss."""

from django.utils.translation import gettext_noop

from blogsite.transfer.remarks import Remark
from blogsite.transfer.report import shorten
from blogsite.transfer.wordpress.markup import FRAMES_TAKEN_AWAY
from blogsite.transfer.wordpress.pairs import MEDIA_AS_LINKS

# Types that plugins and themes store among posts, and readers do not see by themselves.
HIDDEN_TYPES = {
    *(
        "attachment",
        "revision",
        "nav_menu_item",
        "customize_changeset",
        "custom_css",
        "oembed_cache",
    ),
    *("wp_block", "wp_global_styles", "wp_navigation", "wp_template", "wp_template_part"),
    *(
        "wp_font_family",
        "wp_font_face",
        "user_request",
        "scheduled-action",
        "feedback",
        "amp_validated_url",
    ),
    *(
        "jp_mem_plan",
        "jp_pay_order",
        "jp_pay_product",
        "jetpack_migration",
        "safecss",
        "flamingo_inbound",
    ),
    *(
        "flamingo_contact",
        "wpcf7_contact_form",
        "mc4wp-form",
        "acf",
        "acf-field",
        "acf-field-group",
    ),
    *("elementor_library", "spucpt", "popup", "shop_order", "shop_coupon", "wpforms", "slide"),
}
# Terms that are settings of the old site.
HIDDEN_TAXONOMIES = {
    *("post_format", "nav_menu", "link_category", "language", "post_translations", "mentions"),
    *("term_language", "term_translations", "wp_theme", "yst_prominent_words", "author", "rating"),
    *("wp_pattern_category", "wp_template_part_area", "amp_validation_error", "following_users"),
}
OTHER_TERM = gettext_noop("term that is no tag and no category")
UNDER_PASSWORD = gettext_noop("post under a password, now a draft")
# Changes of a body by which readers lose nothing: a link or a card leads to the medium.
HARMLESS_CHANGES = {MEDIA_AS_LINKS, FRAMES_TAKEN_AWAY}


def was_public(item) -> bool:
    """Return whether readers of the old site could see an item."""
    return item.status == "publish" and not item.password


def kind_of(item) -> str:
    """Return what an item is, in the words of the report and of WordPress."""
    return shorten(item.type) or "post"


def note_left_out(report, item, label: Remark, comment_count: int):
    """Report an item that is not imported, if readers could see it."""
    if item.type not in HIDDEN_TYPES and was_public(item):
        report.miss(label, Remark(gettext_noop("%(kind)s left out"), kind=kind_of(item)))
        report.miss(label, gettext_noop("comment left out"), comment_count)


def note_losses(report, item, label: Remark, changes):
    """Report what readers may miss of an imported post; `changes` are those of its body."""
    for change, count in changes.items():
        if change in HARMLESS_CHANGES or not was_public(item):
            report.changed[change] += count
        else:
            report.miss(label, change, count)
    if was_public(item):
        report.miss(label, OTHER_TERM, item.other_terms)
    elif item.status == "publish":
        report.miss(label, UNDER_PASSWORD)
