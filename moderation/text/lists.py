"""Lists as people type them: a block rule of Markdown, and the numbers of their items."""

import re

from markdown_it.rules_block import list_block

# A row of the same mark is an ornament or a rule, not a list.
RULE = re.compile(r"([-*_])(?:[ \t]*\1){2,}[ \t]*")
MARKER = re.compile(r"([-+*]|[0-9]{1,9}[.)])(?=[ \t]|$)")


def list_of_items(state, start, end, silent):
    """Parse a list, unless its first line is only a marker ("1.", "+"), an ornament ("* * *") or a
    year ("1986. It was cold.").
    """
    line = _line(state, start)
    if len(line.split()) < 2 or RULE.fullmatch(line) or line[:3].isdigit():
        return False
    if silent:
        return list_block(state, start, end, silent)
    line_max, last = state.lineMax, _end_of_list(state, start, end)
    state.lineMax = last  # a paragraph ignores the end that is passed to the rule
    is_list = list_block(state, start, last, silent)
    state.lineMax = line_max
    return is_list


def keep_numbers(state):
    """Set the number of each item of a numbered list to the typed one, not to the next one.

    A list whose numbers are all the same is counted up, as Markdown does.
    """
    lists = []
    for token in state.tokens:
        if token.type == "ordered_list_open":
            lists.append([])
        elif token.type == "list_item_open" and token.info:
            lists[-1].append(token)
        elif token.type == "ordered_list_close":
            _number(lists.pop())


def _number(items):
    numbers = [int(item.info) for item in items]
    if len(set(numbers)) == 1:
        return
    for item, number, previous in zip(items[1:], numbers[1:], numbers, strict=False):
        if number != previous + 1:
            item.attrs = {"value": number}


def _end_of_list(state, start, end):
    """Return the line after the list: a line that is not indented belongs to the previous item only
    if another item follows; CommonMark would always include it.
    """
    kind, indent, below = _kind(_line(state, start)), state.sCount[start], None
    for line in range(start + 1, end):
        if state.isEmpty(line):
            if below:
                return below
            continue
        marker = _kind(_line(state, line))
        is_next = marker == kind and state.sCount[line] >= state.blkIndent
        if state.sCount[line] > indent + 1 or is_next:
            below = None
        elif marker:
            return below or line
        else:
            below = below or line
    return below or end


def _kind(line):
    marker = MARKER.match(line)
    return marker and marker[1][-1]


def _line(state, number):
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
