"""Requests to other sites: only to the public internet, with limits on time and size.

connections.py  connects to public IP addresses only
exchange.py     one request and its answer
signing.py      signs a request, as Standard Webhooks says
page.py         fetches the page at a URL, following redirects
"""
