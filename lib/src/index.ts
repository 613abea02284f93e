/** The core of the lab; every other room is a subpath, such as `isocompute/stats`, so that importing one loads no more than it needs. */
export * from "./core/index.js";
