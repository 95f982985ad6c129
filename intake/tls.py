"""TLS for mail, both ways: always verified, by the system's authorities or by one that the operator names."""

import ipaddress
import ssl
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from intake.errors import ConfigurationError
from intake.os_errors import explain_os_error

Tls = Literal["implicit", "starttls", "none"]

# OpenSSL's verification codes (openssl-verification-options(1), x509_vfy.h).
_WRONG_NAME = frozenset({62, 64})  # host name, address
_WRONG_TIME: Mapping[int, str] = MappingProxyType({9: "证书尚未生效", 10: "证书已过期"})
_UNKNOWN_ISSUER: Mapping[int, str] = MappingProxyType(
    {
        2: "颁发机构不明",
        18: "自签名证书",
        19: "证书链中有不受信任的自签名证书",
        20: "颁发机构不明",
        21: "颁发机构不明",
        23: "证书已吊销",
    }
)


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """A context that checks certificate and host name; `ca_file` (PEM) is trusted instead of the system's authorities.

    Raises ConfigurationError where that file cannot be used.
    """
    try:
        return ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    except (ssl.SSLError, ValueError) as error:
        raise ConfigurationError(
            f"ca_file {ca_file} 不是 PEM 格式的证书，请换成颁发机构的 PEM 文件"
        ) from error
    except OSError as error:
        raise ConfigurationError(f"ca_file {ca_file} 无法读取：{explain_os_error(error)}") from error


def require_loopback(host: str, port: int) -> None:
    """Refuse to go without TLS anywhere but to this machine itself. Raises ConfigurationError."""
    if not _is_loopback(host):
        raise ConfigurationError(
            f'{host}:{port}：tls = "none" 只能用于本机（127.0.0.1、::1、localhost），请改为 "implicit" 或 "starttls"'
        )


def explain_tls_error(server: str, ca_file: Path | None, error: ssl.SSLError) -> ConfigurationError | None:
    """What the operator must put right, as an error of one line; None where TLS broke for another reason."""
    if isinstance(error, ssl.SSLCertVerificationError):
        why, remedy = _explain_certificate(error, ca_file)
        return ConfigurationError(f"{server} 的证书不受信任（{why}）；{remedy}")
    if error.reason in {
        "WRONG_VERSION_NUMBER",
        "UNSUPPORTED_PROTOCOL",
        "HTTP_REQUEST",
        "RECORD_LAYER_FAILURE",
    }:
        return ConfigurationError(
            f"{server} 的这个端口不是这样用 TLS 的，请检查 port 和 tls（993、465 用 implicit，143、587 用 starttls）"
        )
    return None


def _explain_certificate(error: ssl.SSLCertVerificationError, ca_file: Path | None) -> tuple[str, str]:
    """What is wrong with the certificate, and what helps."""
    if error.verify_code in _WRONG_NAME:
        return "证书上不是这个主机名", "请把 host 写成证书上的名称"
    if error.verify_code in _WRONG_TIME:
        return _WRONG_TIME[error.verify_code], "请检查本机的时钟，或请邮箱服务商更换证书"
    why = _UNKNOWN_ISSUER.get(error.verify_code, error.verify_message.rstrip("."))
    if ca_file is None:
        return (
            why,
            "自建的服务器，请把颁发机构的 PEM 文件写入 ca_file；公共邮箱多半是网络中有人拦截，请勿绕过",
        )
    return why, f"ca_file {ca_file} 应为签发它的颁发机构的证书"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"
