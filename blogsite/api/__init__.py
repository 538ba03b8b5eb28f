"""The JSON API for other people's pages and programs.

What readers see is public and cached. Programs with a token of an owner write for people of their
own, who are guests here, and moderate for the person of the token.

operations.py     what a request may ask for, which reading it and describing it share
parameters.py     the parameters of a query
cursors.py        the places at which the next part of a list begins
problems.py       errors in the form of RFC 9457, with the sentences of the pages
problem_responses.py  makes a view answer errors in that form
cross_origin.py   which pages of other sites may read answers
bodies.py         reads a body in JSON
validation.py     holds it to its schema
answer_documents.py  what answers hold, as types
serializers.py    makes documents of posts and comments
conversations.py  the conversation under a post, and one comment with its replies
lists.py          posts, and the newest comments
searching.py      search
counts.py         how many comments many URLs have
tokens.py         the token that a request shows, and what it may be used for
admin.py          the tokens in the admin
request_documents.py  what programs send that write, and what they get
actors.py         whom a program acts for, and what forms refuse, as problems
posting.py        posts a comment
own_comments.py   edits, adds to and withdraws one
reader_acts.py    recommends and reports one; warnings
moderating/       queues, decisions, bans, appeals
routes.py         the URLs of operations, and which are cached
schema.py         JSON Schema of the types
openapi.py        the OpenAPI document
guide.py          the page of documentation
"""
