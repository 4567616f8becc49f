"""The server of tests: in a thread, on a loopback port."""

import socket
import threading

import uvicorn


class Server(uvicorn.Server):
    """A server in a thread, on a loopback port of the system's choosing."""

    def __init__(self, app, **config):
        super().__init__(uvicorn.Config(app, log_config=None, ws="none", **config))
        self.app = app
        self.has_started = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.run, args=([self.socket],))

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.has_started.set()

    def __enter__(self):
        self.thread.start()
        assert self.has_started.wait(120)
        return self

    def __exit__(self, *_):
        self.should_exit = True
        self.thread.join(30)
        self.socket.close()
