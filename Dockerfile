# docker build -t uramost .
# docker run --rm --read-only --tmpfs /tmp:size=1g --cap-drop ALL --security-opt no-new-privileges \
#     --memory 3g --cpus 2 --pids-limit 256 -p 127.0.0.1:8000:8000 -v uramost-data:/data uramost
# The image holds the bundled sample; a city of your own is built into the volume with `uramost build`.
# The port is for this machine; a proxy on it opens the server to the public. Base images are named by
# version: pin them by digest where you build, `docker buildx imagetools inspect python:3.11-slim`.

FROM node:22-slim AS libraries
WORKDIR /uramost
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts

FROM python:3.11-slim AS base
# The wheels that read OSM files and GIS formats expect the system's expat.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libexpat1 \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1
WORKDIR /uramost

FROM base AS environment
ENV PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/run.txt requirements/
COPY scripts/install.sh scripts/
RUN scripts/install.sh python requirements/run.txt
COPY . .
COPY --from=libraries /uramost/node_modules node_modules
# The build checks what it publishes, which compiles the loops of the bridge review: kept for each container.
RUN python scripts/copy_vendor.py \
    && python scripts/extract_name_index.py \
    && rm -r node_modules \
    && scripts/install.sh python requirements/run.txt --project \
    && python -m compileall -q app geodata pipelines \
    && NUMBA_CACHE_DIR=/opt/numba uramost build --city mitrovica --source sample --data /data/mitrovica

FROM base
RUN useradd --uid 10001 --create-home uramost
COPY --from=environment /opt/venv /opt/venv
COPY --from=environment /uramost /uramost
# A new named volume is filled from here, so the sample is there at the first start.
COPY --from=environment --chown=uramost:uramost /data /data
# What is compiled belongs to root, as the code does. numba reads no cache that it cannot write, so
# each start takes a copy.
COPY --from=environment /opt/numba /opt/numba
ENV NUMBA_CACHE_DIR=/tmp/numba
USER uramost
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["sh", "-c", "cp -rT /opt/numba /tmp/numba && exec \"$@\"", "sh"]
CMD ["uramost", "serve", "--data", "/data/mitrovica", "--host", "0.0.0.0", "--port", "8000"]
