"""Opens what people upload and writes it anew, without what betrays them or harms whoever reads it. Fails closed.

    cleaned = clean(upload, name, folder)

There is no third way between `Cleaned` and `Refused`: a file that cannot be understood whole is not taken, and nothing
of the original stays. The work is done in a process of its own (child.py starts worker.py) with little memory and
time, which knows neither the database nor any secret. Each kind of file has its module; none of these knows Django.
"""

from importlib import import_module

_HOMES = {
    "ACCEPTED": "kinds",
    "ACCEPT_ATTRIBUTE": "kinds",
    "LARGEST": "kinds",
    "Cleaned": "child",
    "Finding": "report",
    "Refused": "report",
    "clean": "child",
    "safe_name": "names",
}
__all__ = list(_HOMES)


def __getattr__(name):
    """Fetched when asked for, so that the process which opens the file need not load Django first."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
