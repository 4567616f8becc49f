"""The map inside pages of other sites: off, unless the operator names them."""

import httpx
import pytest
from pydantic import ValidationError

from app.settings import Settings

SITE = "https://news.example"


def test_no_site_may_show_the_map_where_none_is_named(client):
    answer = client.get("/embed")
    assert answer.status_code == 404
    assert "URAMOST_EMBED_SITES" in answer.text


def test_named_sites_may_show_the_map_alone_and_no_other_page(reviewed):
    policy = httpx.get(f"{reviewed.url}/embed").headers["content-security-policy"]
    assert f"frame-ancestors {SITE};" in policy
    assert (
        "frame-ancestors 'none'"
        in httpx.get(reviewed.url, follow_redirects=True).headers["content-security-policy"]
    )


@pytest.mark.parametrize("site", ["news.example", "https://news.example/page", "*", "https://a b"])
def test_what_is_no_origin_is_refused_at_the_start(site):
    with pytest.raises(ValidationError, match=r"should be like https://example\.org"):
        Settings(embed_sites=site)
