"""Which categories say something about a post."""

# WordPress gives this category to a post without one.
DEFAULT_CATEGORIES = {"uncategorized", "uncategorised"}


def is_chosen(category: str) -> bool:
    """Return whether a category is not the default one."""
    return category.lower() not in DEFAULT_CATEGORIES
