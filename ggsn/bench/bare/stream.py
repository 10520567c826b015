"""A file as plainly as a server can stream it: no rights, no keys, no Django."""

import os

PIECE = 64 * 1024


def application(environ, start_response):
    path = os.environ["STREAMED_FILE"]
    start_response("200 OK", [("Content-Length", str(os.path.getsize(path)))])
    return _pieces(path)


def _pieces(path):
    with open(path, "rb") as file:
        while piece := file.read(PIECE):
            yield piece
