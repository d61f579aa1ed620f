"""Start a throw-away JupyterLab; stop it by its own process id."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 90
STOP_SECONDS = 15


@dataclass(frozen=True, slots=True)
class LabServer:
    """A running server; `root` is the folder that it shows, `log` what it printed."""

    url: str
    token: str
    root: Path
    log: Path

    def address(self, path: str) -> str:
        """Return the address of a page, with the token that opens it."""
        return f"{self.url}/{path}?token={self.token}"


@contextmanager
def lab_server(root: Path, home: Path) -> Iterator[LabServer]:
    """Run a server that shows `root` and keeps all its settings in `home`."""
    decline_news(home)
    server = LabServer(f"http://127.0.0.1:{free_port()}", secrets.token_hex(16), root, home / "server.log")
    with server.log.open("w") as log:
        process = subprocess.Popen(
            command(server), env=environment(home), cwd=home, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_until_up(server, process)
            yield server
        finally:
            stop(process)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def command(server: LabServer) -> list[str]:
    """Return the command line; the same server serves JupyterLab and Notebook 7."""
    return [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        f"--port={server.url.rpartition(':')[2]}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={server.root}",
        f"--IdentityProvider.token={server.token}",
        # The tests give commands to the application instead of hunting for menu entries.
        "--LabApp.expose_app_in_browser=True",
        "--JupyterNotebookApp.expose_app_in_browser=True",
        # Nothing here may ask the network.
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]


def environment(home: Path) -> dict[str, str]:
    """Return an environment in which neither side sees the user's settings."""
    private = {
        "HOME": home,
        "IPYTHONDIR": home / "ipython",
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "lab-settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "lab-workspaces",
    }
    return (
        os.environ
        | {name: str(path) for name, path in private.items()}
        | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    )


def decline_news(home: Path) -> None:
    """Answer the question about Jupyter news beforehand; it would lie over every screenshot."""
    settings = home / "lab-settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"fetchNews": "false"}')


def wait_until_up(server: LabServer, process: subprocess.Popen[bytes]) -> None:
    """Return when the server answers; raise with its log when it does not."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(server.address("api/status"), timeout=1):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    message = f"JupyterLab did not start:\n{server.log.read_text()[-3000:]}"
    raise RuntimeError(message)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the server, which ends its kernels."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
