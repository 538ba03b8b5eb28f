"""The steps between a right password and being signed in."""

from allauth.account.stages import EmailVerificationStage


class EmailStage(EmailVerificationStage):
    """Asks for the confirmation of an e-mail address.

    An account without an address was made by staff or on the command line: there is nothing to
    confirm.
    """

    def handle(self):
        user = self.login.user
        if user and not user.email:
            return None, True
        return super().handle()
