"""The JSON API for other people's pages and programs.

What readers see is public and cached. Programs with a token write for their own people, who are
guests here, and moderate for the token's owner.

operations.py     the definition of an operation, for handling and describing it
parameters.py     the parameters of a query
cursors.py        cursors: where the next part of a list begins
problems.py       errors as in RFC 9457, with the sentences of the pages
problem_responses.py  makes a view answer errors in that form
cross_origin.py   which other sites' pages may read responses
bodies.py         reads a JSON body
validation.py     validates a body by its schema
answer_documents.py  the documents in responses, as types
serializers.py    makes documents of posts and comments
conversations.py  the conversation under a post, and one comment with its replies
lists.py          posts, and the newest comments
searching.py      search
counts.py         the numbers of comments of many URLs
tokens.py         the token of a request, and its permissions
admin.py          the tokens in the admin
request_documents.py  the documents for writing
actors.py         whom a program acts for, and what forms refuse, as problems
posting.py        posts a comment
own_comments.py   edits, adds to and withdraws a comment
reader_acts.py    recommends and reports a comment; warnings
moderating/       queues, decisions, bans, appeals
routes.py         the URLs of operations, and which responses are cached
schema.py         JSON Schema of the types
openapi.py        the OpenAPI document
guide.py          the page of documentation
"""
