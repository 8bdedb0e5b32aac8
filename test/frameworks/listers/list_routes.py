"""Prints the routes that a framework lists itself: python3 list_routes.py FRAMEWORK, in the program's folder."""

import sys

sys.path.insert(0, ".")


def flask():
    from shop import create_app

    for rule in create_app().url_map.iter_rules():
        if rule.endpoint != "static":
            for method in rule.methods - {"OPTIONS"}:
                yield method, rule.rule


def starlette_routes(routes, before=""):
    from starlette.routing import WebSocketRoute

    for route in routes:
        if isinstance(route, WebSocketRoute):
            # It begins as a GET.
            yield "GET", before + route.path
        elif hasattr(route, "methods"):
            # The documentation that FastAPI adds.
            if getattr(route, "include_in_schema", True):
                for method in route.methods or ():
                    yield method, before + route.path
        elif hasattr(route, "routes"):
            yield from starlette_routes(route.routes, before + route.path)


def fastapi():
    from app.main import app

    return starlette_routes(app.routes)


def starlette():
    from app import app

    return starlette_routes(app.routes)


def aiohttp():
    from aiohttp import web

    web.run_app = lambda app: None
    from app import app

    def resources(router, before=""):
        for resource in router.resources():
            inner = getattr(resource, "_app", None)
            if inner is not None:
                # A part of an application has its prefix in its own routes already.
                yield from resources(inner.router)
            else:
                for route in resource:
                    yield route.method, before + resource.canonical

    return resources(app.router)


def django():
    from django.conf import settings

    installed = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework"]
    settings.configure(ROOT_URLCONF="shop.urls", INSTALLED_APPS=installed)
    import django

    django.setup()
    from django.contrib.admindocs.views import simplify_regex
    from django.urls import LocalePrefixPattern, URLResolver, get_resolver

    def patterns(resolver, before=""):
        for pattern in resolver.url_patterns:
            path = before + str(pattern.pattern).lstrip("^")
            # It says the language of this moment.
            if isinstance(pattern.pattern, LocalePrefixPattern):
                path = before + "<language>/"
            if isinstance(pattern, URLResolver):
                yield from patterns(pattern, path)
            # Django REST framework adds a page of its own and endings for formats.
            elif pattern.name != "api-root" and "format" not in path:
                actions = getattr(pattern.callback, "actions", None) or {"*": None}
                plain = simplify_regex(path) if "(?P" in path or "$" in path else "/" + path
                for method in actions:
                    yield method, plain.replace("\\.", ".")

    return patterns(get_resolver())


for method, path in globals()[sys.argv[1]]():
    print(method.upper(), path)
