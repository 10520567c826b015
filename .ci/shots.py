"""The two pictures of the README, made anew from the demonstration: `make shots`."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = [("/fr/", 360, 760, "home-fr-360.png"), ("/en/library/", 1440, 900, "library-en-1440.png")]
FLAGS = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update".split()


@contextlib.contextmanager
def portal():
    """The address of a demonstration of its own."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with tempfile.TemporaryDirectory() as directory:
        environment = {**os.environ, "DATA_DIR": directory, "DATABASE_URL": "", "PORT": str(port)}
        server = subprocess.Popen([sys.executable, "-m", "ggsn.start"], cwd=ROOT, env=environment)
        try:
            address = f"http://127.0.0.1:{port}"
            while server.poll() is None:
                with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/en/"):  # noqa: S310
                    break
                time.sleep(0.2)
            yield address
        finally:
            server.terminate()
            server.wait()


def main():
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("There is no Chromium on this machine. Install it (Debian: apt install chromium).")
    (ROOT / "docs").mkdir(exist_ok=True)
    with portal() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for path, width, height, name in PICTURES:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            page.goto(address + path)
            page.screenshot(path=ROOT / "docs" / name)
            print(f"docs/{name}")
        browser.close()


if __name__ == "__main__":
    main()
