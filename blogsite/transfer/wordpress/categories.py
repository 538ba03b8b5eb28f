"""Find the meaningful categories of a post."""

# WordPress's category for posts without one.
DEFAULT_CATEGORIES = {"uncategorized", "uncategorised"}


def is_chosen(category: str) -> bool:
    """Return whether a category is not the default one."""
    return category.lower() not in DEFAULT_CATEGORIES
