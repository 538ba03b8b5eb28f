"""What comes between a right password and being signed in."""

from allauth.account.stages import EmailVerificationStage


class EmailStage(EmailVerificationStage):
    """Asks for the confirmation of an e-mail.

    An account without one was made by staff or on the command line: nothing could be confirmed.
    """

    def handle(self):
        user = self.login.user
        if user and not user.email:
            return None, True
        return super().handle()
