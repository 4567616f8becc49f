"""``python -m app`` serves a folder until it is told to stop."""

import signal
import socket
import subprocess
import sys

import httpx
import pytest

from app.__main__ import main


def run(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.timeout(60)
def test_it_serves_the_folder_that_it_is_given(small_city):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = run("--data", str(small_city), "--host", "127.0.0.1", "--port", str(port))
    try:
        lines = iter(server.stdout.readline, "")
        assert any(f"http://127.0.0.1:{port}" in line for line in lines)
        assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=30)


def test_a_port_in_use_ends_it_with_a_word_about_it(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = run("--data", str(tmp_path), "--port", str(port))
        said, _ = server.communicate(timeout=60)
    assert server.returncode != 0
    assert "address already in use" in said


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--proxies my-proxy", "does not appear to be an IPv4 or IPv6 network"),
        ("--proxies 10.0.0.1/8", "has host bits set"),
        ("--root-path map/", "root_path"),
        ("--port 99999", "port"),
    ],
)
def test_an_option_that_makes_no_sense_is_named(monkeypatch, capsys, option, said):
    monkeypatch.setattr("sys.argv", ["app", "--data", "x", *option.split()])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert said in capsys.readouterr().err


def test_a_process_with_such_an_option_ends_in_a_sentence(tmp_path):
    server = run("--data", str(tmp_path), "--proxies", "my-proxy")
    output, _ = server.communicate(timeout=60)
    assert server.returncode == 2
    assert "does not appear to be an IPv4 or IPv6 network" in output
    assert "Traceback" not in output


def test_behind_a_proxy_it_logs_who_asked_for_what_under_its_path(small_city, serve_process):
    options = ("--root-path", "/map", "--proxies", "127.0.0.1", "--access-log")
    server = serve_process(small_city, *options)
    told = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "Host": "example.org"}
    answer = httpx.get(f"{server.site}/map/testville/ogc", headers=told)
    assert answer.json()["links"][0]["href"].startswith("https://example.org/map/testville/ogc")
    assert server.stop() < 10
    assert any(
        line.startswith("203.0.113.9") and "GET /map/testville/ogc" in line for line in server.lines
    )
