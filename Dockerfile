# The judge: docker build --tag lambda-conformance . && docker run --rm --network host --volume "$PWD:/work" lambda-conformance run --endpoint http://127.0.0.1:4566
FROM node:24-slim AS build
WORKDIR /build
COPY . .
RUN npm ci && npm pack --pack-destination /package

FROM node:24-slim
COPY --from=build /package /package
RUN npm install --global --omit=dev /package/*.tgz && npm cache clean --force && rm -r /package
WORKDIR /work
# To own the reports, start it with docker run --user "$(id -u):$(id -g)".
USER node
ENTRYPOINT ["lambda-conformance"]
CMD ["--help"]
