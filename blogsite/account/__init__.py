"""The pages of an account: signing up and in, what people choose, see, take and close.

urls.py                the URLs under /accounts/
allauth_pages.py       django-allauth's pages, with our limits and headers
overview.py            the page of one's account
names.py               which names an account may have
renaming.py            changing the name of an account
time_zones.py, own_language.py  time zone and language of an account's own pages
invitations.py         accepting an invitation to the staff
own_data.py            the download of what is stored about a person
closing.py             closing an account
guest_data.py          download and deletion for a guest, known by the browser's cookie
fresh_sign_in.py       requires a recent sign-in
sign_in.py, sign_up.py  signing in and up
passkey_sign_up.py     signing up without a password
accounts_elsewhere.py  signing in with an account of another site
second_factor.py       the pages of the second factor
sessions.py            the list of an account's sessions
joining.py             joins the guest of a browser to an account
following.py           the page to subscribe to new posts by mail
"""
