"""Requests to other sites: to the public internet alone, in limited time, for a limited answer.

connections.py  connects to public IP addresses only
exchange.py     one request and its answer
signing.py      signs a request, as Standard Webhooks says
page.py         reads the page at a URL, wherever that redirects to
"""
