"""TLS for mail, both ways: always verified, by the system's authorities or by one that the operator names."""

import ipaddress
import ssl
from pathlib import Path
from typing import Literal

from intake.errors import ConfigurationError

Tls = Literal["implicit", "starttls", "none"]


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """A context that checks certificate and host name; `ca_file` (PEM) is trusted instead of the system's authorities.

    Raises ConfigurationError where that file cannot be used.
    """
    try:
        return ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"ca_file {ca_file} cannot be used as a PEM certificate: {error}") from error


def require_loopback(host: str, port: int) -> None:
    """Refuse to go without TLS anywhere but to this machine itself. Raises ConfigurationError."""
    if not _is_loopback(host):
        raise ConfigurationError(
            f'{host}:{port}: tls = "none" is for loopback hosts only; use "implicit" or "starttls"'
        )


def explain_tls_error(server: str, ca_file: Path | None, error: ssl.SSLError) -> ConfigurationError | None:
    """What the operator must put right, as an error of one line; None where TLS broke for another reason."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return ConfigurationError(
            f"{server}: its certificate is not trusted ({error.verify_message.rstrip('.')}); {_remedy(ca_file)}"
        )
    if error.reason in {
        "WRONG_VERSION_NUMBER",
        "UNSUPPORTED_PROTOCOL",
        "HTTP_REQUEST",
        "RECORD_LAYER_FAILURE",
    }:
        return ConfigurationError(
            f"{server} does not speak TLS there; check port and tls (993 and 465 want implicit)"
        )
    return None


def _remedy(ca_file: Path | None) -> str:
    if ca_file is None:
        return "if the server is yours, name its authority's PEM file as ca_file; else do not go on"
    return f"ca_file {ca_file} must hold the authority that signed it, and host the name that it bears"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"
