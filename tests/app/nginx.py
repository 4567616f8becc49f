"""nginx on a loopback port, set up as the handbook shows it."""

import re
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

HANDBOOK = Path(__file__).parents[2] / "docs" / "servers.md"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
PATIENCE_S = 20

needs_nginx = pytest.mark.skipif(
    NGINX is None, reason="nginx is not installed: apt install nginx-light"
)

CONFIG = """
daemon off;
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        {location}
    }}
}}
"""


@contextmanager
def serve_by_nginx(server_port, folder):
    """Put nginx before a server; give the address without the path."""
    text = HANDBOOK.read_text(encoding="utf-8")
    [location] = re.findall(r"```nginx\n(.*?)```", text, re.DOTALL)
    assert "127.0.0.1:8000" in location
    location = location.replace("127.0.0.1:8000", f"127.0.0.1:{server_port}")
    # The handbook's is at the port that a host has without saying so.
    location = location.replace("Host $host", "Host $http_host")
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    config = folder / "nginx.conf"
    config.write_text(CONFIG.format(folder=folder, port=port, location=location), encoding="utf-8")
    process = subprocess.Popen([NGINX, "-e", "stderr", "-p", folder, "-c", config])
    try:
        wait_for(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def wait_for(process, port):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert process.poll() is None, "nginx ended"
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("nginx does not listen")
