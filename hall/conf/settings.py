"""Django settings, made from the hall's configuration file.

The file's path comes in the environment variable that :mod:`hall.conf.boot` sets. Without it the
type checker, `makemigrations` and `yanhu hall openapi` get a hall that stores nothing.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from .boot import CONFIG_VARIABLE
from .config import HallConfig, HallSection, load_config
from .keys import WEB_KEY, read_secret

_path = os.environ.get(CONFIG_VARIABLE)
HALL: Final = (
    load_config(Path(_path))
    if _path
    else HallConfig(
        hall=HallSection(
            data=Path("unconfigured"), listen="127.0.0.1:8400", public_url="http://127.0.0.1:8400"
        )
    )
)

SECRET_KEY = read_secret(HALL.keys / WEB_KEY).decode() if _path else secrets.token_urlsafe(64)
DEBUG = False
ALLOWED_HOSTS = [HALL.hall.public_host, HALL.hall.host, "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [HALL.hall.public_url]

ROOT_URLCONF = "hall.site.urls"
ASGI_APPLICATION = "hall.site.asgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "hall.people",
    "hall.catalogue",
    "hall.terminals",
    "hall.returns",
    "hall.gates",
    "hall.access",
    "hall.visitors",
    "hall.passes",
    "hall.certificates",
    "hall.web",
]
MIDDLEWARE = [
    "hall.site.edges.TerminalRefusals",
    "hall.site.page_middleware.Security",
    "hall.site.page_middleware.Headers",
    "hall.site.page_middleware.Session",
    "hall.site.page_middleware.Locale",
    "hall.site.page_middleware.Common",
    "hall.site.page_middleware.Csrf",
    "hall.site.page_middleware.Authentication",
    "hall.site.page_middleware.Message",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hall.site.context.campus",
            ],
        },
    }
]

# WAL lets gates read while somebody decides. IMMEDIATE takes the write lock at BEGIN, so two
# writers queue for TIMEOUT seconds instead of failing half-way.
_SQLITE_TIMEOUT_S: Final = 10
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HALL.database if _path else ":memory:",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": _SQLITE_TIMEOUT_S,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "login"

_HTTPS: Final = HALL.hall.public_url.startswith("https://")
_WORKING_DAY_S: Final = 8 * 3600
SESSION_COOKIE_NAME = "yanhu_session"
SESSION_COOKIE_AGE = _WORKING_DAY_S
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hall.web.failures.form_expired"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# Messages name students: they stay on this side, not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

USE_TZ = True
TIME_ZONE = HALL.hall.time_zone
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "yanhu_language"
USE_I18N = True

LOGGING_CONFIG = None  # hall.conf.logs does it
