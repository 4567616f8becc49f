# docker build -t uramost . && docker run --rm -p 8000:8000 -v uramost-data:/data uramost
# The image holds the bundled sample; a city of your own is built into the volume with `uramost build`.

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
RUN python scripts/copy_vendor.py \
    && rm -r node_modules \
    && scripts/install.sh python requirements/run.txt --project \
    && python -m compileall -q app geodata pipelines \
    && uramost build --city mitrovica --source sample --data /data/mitrovica
# The loops of the bridge review are compiled here, not at every first start of a container.
ENV NUMBA_CACHE_DIR=/var/cache/uramost
RUN python -c "from geodata.assessment import kernels, sums; kernels.load_kernels(); sums.load_sums()"

FROM base
RUN useradd --uid 10001 --create-home uramost
COPY --from=environment /opt/venv /opt/venv
COPY --from=environment /uramost /uramost
# A new named volume is filled from here, so the sample is there at the first start.
COPY --from=environment --chown=uramost:uramost /data /data
COPY --from=environment --chown=uramost:uramost /var/cache/uramost /var/cache/uramost
ENV NUMBA_CACHE_DIR=/var/cache/uramost
USER uramost
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["uramost", "serve", "--data", "/data/mitrovica", "--host", "0.0.0.0", "--port", "8000"]
