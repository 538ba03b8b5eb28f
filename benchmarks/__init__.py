"""Measurements, each a module to run; `python -m benchmarks` runs all of them.

__main__.py            runs all, one after the other
scratch.py             a database for one measurement
making.py              posts and comments in bulk
histories.py           decisions and reports in bulk, for queues.py
taught.py              a site with a model in use and decided comments
comment_sets.py        labelled comments from elsewhere, never committed
crowds.py              many concurrent readers and authors, for faults.py
page_views.py          cached pages, compared with a file served by nginx
languages.py           what the language of a blog costs, and how soon pages follow a switch
news.py                the news that readers' scripts ask for
posting.py             storing comments through HTTP
writers.py             many processes that write to the same conversations
recommending.py        recommendations through HTTP
searching.py           search by readers and by moderators
queues.py              the moderators' desk with full queues
million.py             everything with a million comments
large_site.py          such a site, for million.py
large_site_pages.py    its pages, for million.py
figures.py             the figures of a year with a million comments
api.py                 responses of the API
embedding.py           what a conversation costs another site
api_calls.py           random calls of the API, which must not fail
mailing.py             sending waiting mail
mixed_acts.py          mail after a thousand random acts
importing.py           an import of 100,000 comments
moving_in.py           an import with pictures
restores.py            many restores
rolling.py             a release to two servers while people write
released_servers.py    these servers
migrating.py           how long writers wait during a migration
faults.py              failures of the database, the disk and workers
failover.py            a standby of PostgreSQL takes over
patroni_servers.py     two servers under Patroni, for failover.py
starting.py            the start of the server, and its memory
sanitizing.py          the sanitizer's worst cases
fuzzing.py             a search for comments that are expensive to format
fitting.py             texts that do not fit into pages in any language
likeness.py            the search for similar comments
replaying.py           a screening rule on all stored comments
screening_stream.py    the learned screening over time
learning.py            how well screening learns, and its costs, with labelled comments
learning_accuracy.py   held good and bad comments on unseen posts
learning_campaign.py   a campaign under one post
learning_costs.py      time to learn, and to score a text
learning_mistakes.py   a moderator whose decisions are wrong
learning_words.py      the words that are marked in a held comment
learning_over_time.py  a site that trains again and again, for screening_stream.py
"""
