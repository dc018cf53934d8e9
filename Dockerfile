# The portal's image: web, worker, tick and the one-shot commands all run from it.

FROM python:3.12-slim AS packages
RUN pip install --no-cache-dir uv==0.13.8
WORKDIR /srv/portal
COPY pyproject.toml uv.lock ./
# PO_EXTRAS of docker compose, for example "--extra parquet".
ARG EXTRAS=
RUN uv sync --frozen --no-default-groups ${EXTRAS} --compile-bytecode --no-python-downloads

FROM python:3.12-slim
# For backup and restore, from the Postgres project: Debian's own may be older than the server.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates postgresql-common \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install --yes --no-install-recommends postgresql-client-18 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /srv/portal --shell /usr/sbin/nologin portal \
    && install -d -o portal -m 0700 \
       /var/lib/portal/files /var/lib/portal/backups /var/lib/portal/erasures
WORKDIR /srv/portal
ENV PATH=/srv/portal/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=po_platform.settings.production \
    PO_VAR=/srv/portal/var \
    PO_FILES_DIR=/var/lib/portal/files \
    PO_BACKUPS_DIR=/var/lib/portal/backups \
    PO_ERASURE_LIST=/var/lib/portal/erasures/erasures.jsonl
COPY --from=packages /srv/portal/.venv .venv
COPY . .
# The key is for this one command; the real one comes as a file when the container starts.
RUN python -m compileall -q -x '\.venv' . \
    && SECRET_KEY=only-while-the-image-is-being-built-00000000 \
       python manage.py collectstatic --noinput --verbosity 0
USER portal
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "po_platform.wsgi:application"]
