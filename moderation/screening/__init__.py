"""The checks of a comment before it is stored.

rules.py         the rules that COMMENT_RULES names
imitation.py     names that imitate staff, and letters that look alike
staff_titles.py  titles that only staff may carry in a name
"""
