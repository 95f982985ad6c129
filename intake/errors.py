"""Whose turn it is when something goes wrong with mail."""


class TemporaryError(Exception):
    """The world's fault: try again later, with back-off. The message is one line that tells an operator what happened."""


class ConfigurationError(Exception):
    """The operator's turn: wrong password, a certificate that is not trusted, a folder that is not there.

    Retrying changes nothing and may lock the account. The message is one line that says what to do.
    """


class SignInRefusedError(ConfigurationError):
    """The server does not accept the account or its password: a second attempt may lock the account."""
