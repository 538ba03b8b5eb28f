"""GitHub as a provider of accounts; django-allauth finds this module by its name.

The library's own class has the URLs of github.com, and stores everything that GitHub says about
somebody.
"""

from urllib.parse import urlsplit

from allauth.socialaccount.providers.github.provider import GitHubProvider
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter

# The stored part of GitHub's answer, by which people recognize their account.
STORED = ("id", "login", "name", "html_url")
HOST, API = "github.com", "https://api.github.com"


class GitHubURLs(GitHubOAuth2Adapter):
    """The URLs of the server in GITHUB_URL: github.com, or a company's own."""

    @property
    def web_url(self) -> str:
        return self.get_provider().app.settings["server_url"]

    @property
    def api_url(self) -> str:
        is_public = urlsplit(self.web_url).hostname == HOST
        return API if is_public else f"{self.web_url}/api/v3"

    @property
    def access_token_url(self) -> str:
        return f"{self.web_url}/login/oauth/access_token"

    @property
    def authorize_url(self) -> str:
        return f"{self.web_url}/login/oauth/authorize"

    @property
    def profile_url(self) -> str:
        return f"{self.api_url}/user"

    @property
    def emails_url(self) -> str:
        return f"{self.api_url}/user/emails"


class GitHub(GitHubProvider):
    oauth2_adapter_class = GitHubURLs

    def extract_extra_data(self, data) -> dict:
        return {name: data.get(name) for name in STORED}


provider_classes = [GitHub]
