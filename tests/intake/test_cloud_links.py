"""Links in place of attachments, as each provider writes them."""

from dataclasses import asdict

import pytest

from intake.cloud_links import CloudLink, cloud_links
from intake.message import read_message
from tests.intake.samples import Sample, samples_with


@pytest.mark.parametrize("sample", samples_with("links"), ids=lambda sample: sample.name)
def test_links_of_every_provider(sample: Sample) -> None:
    """Name, provider, size and expiry are as the mail words them; a quoted original's links do not count."""
    assert [asdict(link) for link in cloud_links(read_message(sample.raw))] == sample.expected["links"]


@pytest.mark.parametrize("sample", samples_with("attachments"), ids=lambda sample: sample.name)
def test_mails_with_attachments_have_no_links(sample: Sample) -> None:
    """An ordinary mail names no cloud file."""
    assert cloud_links(read_message(sample.raw)) == ()


@pytest.mark.parametrize(
    ("address", "provider"),
    [
        ("https://mail.163.com/large-attachment-download/index.html?p=X", "163邮箱超大附件"),
        ("http://fs.163.com/fs/display/?p=X", "163邮箱超大附件"),
        ("https://fs.qiye.163.com/fs/display/?p=X", "网易企业邮箱云附件"),
        ("https://mail.qq.com/cgi-bin/ftnExs_download?k=1", "QQ邮箱超大附件"),
        ("https://exmail.qq.com/cgi-bin/ftnExs_download?k=1", "腾讯企业邮箱超大附件"),
        ("https://wx.mail.qq.com/ftn/download?func=3", "QQ邮箱超大附件"),
        ("https://qiye.aliyun.com/alimail/openLinks/downloadMimeMetaDiskBigAttach?id=1", "阿里邮箱超大附件"),
        ("https://pan.baidu.com/s/1abc", "百度网盘"),
        ("https://www.alipan.com/s/abc", "阿里云盘"),
    ],
)
def test_providers_are_known_by_their_addresses(address: str, provider: str) -> None:
    """Host and path tell the provider, in HTML and in plain text."""
    html = f'<a href="{address}">总结.zip</a>'
    for kind, body in (("html", html), ("plain", f"总结.zip {address}")):
        raw = f"Content-Type: text/{kind}; charset=utf-8\r\n\r\n{body}".encode()
        assert cloud_links(read_message(raw)) == (CloudLink("总结.zip", provider),)


@pytest.mark.parametrize(
    "body",
    [
        "官网 https://www.example.org/pan.baidu.com",
        "https://example.org/?u=https://pan.baidu.com/s/1",
        "项目网址 mail.qq.com，附件总结.docx（2.3M）",
        "从附件可见：总结.zip (128.03M, 2020年11月27日 21:59 到期)",
    ],
)
def test_other_addresses_are_no_links(body: str) -> None:
    """A provider's name in a query, in prose, or sizes without a provider's words, are no cloud file."""
    raw = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{body}".encode()
    assert cloud_links(read_message(raw)) == ()
