"""One middleware a file, named after its function; settings.py has their order.

client_ip.py           the IP address of a request, behind proxies
blog_language.py       answers everybody in the blog's language
old_url.py             redirects earlier URLs
api_answers.py         errors of the API as JSON, and who may read it
embedding.py           the frame in other sites' pages: its URLs, cookies and checks
append_slash.py        redirects a URL without its final slash
probes.py              answers health checks before all other middlewares
request_size.py        413 for requests that are too large for their URL
rate_limit.py          429 when a rate limit refuses
database_away.py       503 while the database is down
busy_sign_in.py        503 while too many passwords are checked at once
public_responses.py    makes public responses the same for everybody
session_use.py         notes when a session was last used
permissions_policy.py  the header that disables unneeded browser features
"""
