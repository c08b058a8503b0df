"""``stringer worker`` whose event loop can be made to hang: by a request for ``/hang``."""

import sys
import time
from typing import Any

from faust.web import Request, Response, View

from workers.app.main import run
from workers.app.web import views
from workers.app.worker import host


def hang() -> None:
    time.sleep(600)


def add_views(app: Any, status: Any) -> None:
    @app.page("/hang")
    async def hanging(view: View, request: Request) -> Response:
        del request
        hang()
        return view.json({})

    views.add_views(app, status)


if __name__ == "__main__":
    host.add_views = add_views
    sys.argv[1:] = ["worker"]
    run()
