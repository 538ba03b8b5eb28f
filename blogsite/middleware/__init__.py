"""One middleware a file, named for what it does; settings.py puts them in order.

client_ip.py           the IP address of a request, behind proxies
blog_language.py       answers everybody in the blog's language
old_url.py             redirects URLs of before
api_answers.py         errors of the API as JSON, and who may read it
embedding.py           the frame in pages of other sites: its URLs, cookies and checks
append_slash.py        redirects a URL without its last slash
probes.py              answers health checks without the rest
request_size.py        413 for requests that are too large for their URL
rate_limit.py          429 where a rate limit refuses
database_away.py       503 while the database is away
busy_sign_in.py        503 where too many passwords are checked at once
public_responses.py    makes public responses the same for everybody
session_use.py         notes when a browser in which somebody is signed in was used
permissions_policy.py  the header that forbids what no page needs of a browser
"""
